"""A service's names of people mean somebody only with their issuer."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def as_it_is(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for tie in apps.get_model("access", "ServiceAccount").objects.select_related("service"):
        address = tie.service.address
        tie.issuer = address.removesuffix("/.well-known/openid-configuration").rstrip("/")
        tie.save(update_fields=["issuer"])


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("serviceaccount", "one_account_per_name_at_a_service"),
        migrations.RemoveConstraint("serviceaccount", "one_name_at_a_service_per_account"),
        migrations.AddField(
            "serviceaccount",
            "issuer",
            models.CharField(default="", max_length=500),
            preserve_default=False,
        ),
        migrations.RunPython(as_it_is, migrations.RunPython.noop),
        migrations.AddConstraint(
            "serviceaccount",
            models.UniqueConstraint(
                fields=["service", "issuer", "subject"], name="one_account_per_name_at_a_service"
            ),
        ),
        migrations.AddConstraint(
            "serviceaccount",
            models.UniqueConstraint(
                fields=["service", "issuer", "account"], name="one_name_at_a_service_per_account"
            ),
        ),
    ]
