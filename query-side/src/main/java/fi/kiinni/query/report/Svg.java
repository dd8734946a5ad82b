package fi.kiinni.query.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Draws a picture. It has no style of its own, for it is shown where nothing may: the classes of its shapes are styled by what it is in.
 * Attributes are given as names and values in turn.
 */
final class Svg {

    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private final StringWriter drawn = new StringWriter();
    private final Xml xml;

    /** @param says what it shows, in words */
    Svg(int width, int height, String says) {
        try {
            xml = new Xml(drawn)
                    .begin(
                            "svg",
                            "xmlns",
                            NAMESPACE,
                            "class",
                            "chart",
                            "viewBox",
                            "0 0 " + width + " " + height,
                            "role",
                            "img",
                            "aria-label",
                            says);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Svg begin(String element, String... attributes) {
        return drawn(() -> xml.begin(element, attributes));
    }

    Svg empty(String element, String... attributes) {
        return drawn(() -> xml.empty(element, attributes));
    }

    Svg text(String text, String... attributes) {
        return begin("text", attributes).say(text).end();
    }

    Svg say(String text) {
        return drawn(() -> xml.text(text));
    }

    Svg end() {
        return drawn(xml::end);
    }

    String drawn() {
        drawn(() -> {
            xml.close();
            return xml;
        });
        return drawn.toString();
    }

    private interface Stroke {
        Xml draw() throws IOException;
    }

    private Svg drawn(Stroke stroke) {
        try {
            stroke.draw();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
