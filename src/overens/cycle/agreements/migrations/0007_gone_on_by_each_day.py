from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0006_questions_go_on'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='goneon',
            name='gone_on_once_to_each',
        ),
        migrations.AddConstraint(
            model_name='goneon',
            constraint=models.UniqueConstraint(fields=('asked', 'stage', 'since'), name='gone_on_once_to_each_by_a_day'),
        ),
    ]
