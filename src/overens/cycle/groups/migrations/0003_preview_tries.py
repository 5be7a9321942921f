from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_meetings")]

    operations = [
        migrations.AddField(
            model_name="groupfile",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
