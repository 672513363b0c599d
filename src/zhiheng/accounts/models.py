"""People and the posts that they hold for a time. Rights come from posts, never from persons."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhiheng.accounts.roles import role_choices
from zhiheng.bodies.models import Body


class People(BaseUserManager["Person"]):
    """People are made by `services.create_person`; this only finds them at sign-in."""


class Person(AbstractBaseUser):
    """Someone who signs in: a permanent code and a name as shown. No address or telephone is kept."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    # When people sign in is nobody's business here; Django leaves the field alone when it does not exist.
    last_login = None

    objects = People()

    USERNAME_FIELD = "code"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="accounts_person_code_once")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def valid_on(self, day: date) -> "PostQuerySet":
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day), valid_from__lte=day)


class Post(models.Model):
    """A position with rights in a body, held by one person from a day until, not including, another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40, choices=role_choices)
    body = models.ForeignKey(Body, models.PROTECT, related_name="posts")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "body", "valid_from"], name="accounts_post_start_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="accounts_post_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.body_id}"


class FailedSignIns(models.Model):
    """How often signing in went wrong for one code. Keyed by a keyed digest: what was typed is not kept."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key[:8]


class TokenQuerySet(models.QuerySet["Token"]):
    def good_on(self, day: date) -> "TokenQuerySet":
        return self.filter(revoked_at__isnull=True, valid_to__gt=day, person__is_active=True)


class Token(models.Model):
    """A key by which a program signs in for a person, with that person's rights. Only its digest is kept."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    valid_to = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    act = models.UUIDField()

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="accounts_token_digest_once"),
            models.UniqueConstraint(
                fields=["person", "name"],
                condition=models.Q(revoked_at__isnull=True),
                name="accounts_token_name_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.name}"
