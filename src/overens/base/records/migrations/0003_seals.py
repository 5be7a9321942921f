"""What seals need. A row that stood there before has a salt of its own too: one that several rows share
would outlive the row with which it is to go."""

from django.db import migrations, models

import overens.base.trail.identifiers
from overens.base.trail.identifiers import new_salt

AT_ONCE = 1000


def give_salts(apps, editor):
    for name in ("Case", "Sender"):
        model = apps.get_model("records", name)
        if editor.connection.vendor == "postgresql":
            # A guard of an older release, which is put on anew after the migration.
            table = model._meta.db_table
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update ON {table}")
        some = []
        for row in model.objects.only("pk").iterator(chunk_size=AT_ONCE):
            row.salt = new_salt()
            some.append(row)
            if len(some) == AT_ONCE:
                model.objects.bulk_update(some, ["salt"])
                some = []
        model.objects.bulk_update(some, ["salt"])


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0002_several_receivers'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='salt',
            field=models.CharField(default=overens.base.trail.identifiers.new_salt, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='receipt',
            name='noted',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='sender',
            name='salt',
            field=models.CharField(default=overens.base.trail.identifiers.new_salt, editable=False, max_length=32),
        ),
        migrations.RunPython(give_salts, migrations.RunPython.noop),
    ]
