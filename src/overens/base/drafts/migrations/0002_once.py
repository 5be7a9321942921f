from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("drafts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="token",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="sent",
            name="digest",
            field=models.CharField(default="", max_length=64),
        ),
    ]
