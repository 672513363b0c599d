"""Sign-in codes of a demonstration. Only shown where the clock is simulated, which a real database can never be."""

from django.conf import settings

from zhiheng.accounts.models import Post
from zhiheng.accounts.roles import ROLES


def accounts() -> list[tuple[str, str, str]]:
    """Code, password and role of the people in a demonstration; they all share the password of the settings. One query."""
    held = Post.objects.select_related("person").filter(person__is_active=True).order_by("role", "pk")
    found = {post.person.code: (post.person.code, settings.DEMO_PASSWORD, str(ROLES[post.role])) for post in held}
    return list(found.values())[:6]
