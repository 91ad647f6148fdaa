"""The words by which submitted applications are found."""

from django.db import models

from kabinet.applications.models.application import Application


class SearchWord(models.Model):
    """A word by which a submitted application is found; written by kabinet.applications.content.search."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="search_words")
    word = models.CharField(max_length=40)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("application", "word"), name="one_search_word"),)
        indexes = (
            models.Index(
                # PostgreSQL finds the beginning of a word by this order whatever the database's collation.
                fields=("word", "application"),
                name="search_by_word",
                opclasses=("varchar_pattern_ops", "uuid_ops"),
            ),
        )
