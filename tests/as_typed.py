"""The words of a page, as a test compares them with what stands in the texts."""

from kabinet.ui.tied_pages import tied_pages


def tied_for_browsers(get_response):
    """Tie the texts of every page but those that Django's test client asks for under its own name."""
    tied = tied_pages(get_response)

    def middleware(request):
        return (get_response if request.META.get("SERVER_NAME") == "testserver" else tied)(request)

    return middleware
