package fi.kiinni.query.page;

import gg.jte.Content;
import gg.jte.html.escape.Escape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commands that the reader may give now, as links to their forms: what they may not give is not there.
 *
 * @param initiative to which they are given
 * @param titles of them, by their routes
 */
record CommandLinks(String initiative, Map<String, String> titles) {

    boolean has(String route) {
        return titles.containsKey(route);
    }

    @Nullable
    String title(String route) {
        return titles.get(route);
    }

    Content to(String route) {
        return to(route, null, null);
    }

    /** @param about a query that tells about what the command is to be */
    Content to(String route, @Nullable String about) {
        return to(route, about, null);
    }

    /** @param thing by which the link is told from others of the same command */
    Content to(String route, @Nullable String about, @Nullable String thing) {
        return page -> {
            @Nullable String title = titles.get(route);
            if (title != null) {
                page.writeContent("<a class=\"command\" href=\"/initiatives/");
                Escape.htmlAttribute(initiative, page);
                page.writeContent("/");
                Escape.htmlAttribute(route + (about == null ? "" : "?" + about), page);
                page.writeContent("\"");
                if (thing != null) {
                    page.writeContent(" aria-label=\"");
                    Escape.htmlAttribute(title + ": " + thing, page);
                    page.writeContent("\"");
                }
                page.writeContent(">");
                Escape.htmlContent(title, page);
                page.writeContent("</a>");
            }
        };
    }
}
