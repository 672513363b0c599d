"""Start-up wiring: fills the seams that lower rooms leave open."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "zhiheng.config"
    label = "config"

    def ready(self) -> None:
        """Each room's part in checking and adopting a package, in floor order: a room may rely on those before it.

        And who takes part in every change of evidence.
        """
        from zhiheng.bodies import package as bodies_package
        from zhiheng.bodies import services as bodies_services
        from zhiheng.figures import declared, deltas, shipped
        from zhiheng.figures import services as figures_services
        from zhiheng.plan import adopting, seams
        from zhiheng.plan.checks import all as plan_checks
        from zhiheng.plan.seams import Room
        from zhiheng.registers.kit import registry

        seams.rooms[:] = [
            Room("bodies", bodies_package.check, bodies_services.adopt),
            Room("plan", plan_checks.check, adopting.adopt),
            Room(
                "figures", lambda package: [*shipped.check(package), *declared.check(package)], figures_services.adopt
            ),
        ]
        registry.after_change[:] = [deltas.take_part]
