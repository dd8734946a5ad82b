package fi.kiinni.query.report;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Draws a picture. It has no style of its own, for it is shown where nothing may: the classes of its shapes are styled by what it is in.
 * Attributes are given as names and values in turn.
 */
final class Svg {

    static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private static final XMLOutputFactory WRITERS = XMLOutputFactory.newDefaultFactory();

    private final StringWriter drawn = new StringWriter();
    private final XMLStreamWriter xml;

    /** @param says what it shows, in words */
    Svg(int width, int height, String says) {
        try {
            xml = WRITERS.createXMLStreamWriter(drawn);
            xml.setDefaultNamespace(NAMESPACE);
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        begin("svg", "xmlns", NAMESPACE, "class", "chart", "viewBox", "0 0 " + width + " " + height);
        attribute("role", "img");
        attribute("aria-label", says);
    }

    Svg begin(String element, String... attributes) {
        return written(() -> {
            xml.writeStartElement(element);
            attributes(attributes);
        });
    }

    Svg empty(String element, String... attributes) {
        return written(() -> {
            xml.writeEmptyElement(element);
            attributes(attributes);
        });
    }

    Svg text(String text, String... attributes) {
        return begin("text", attributes).say(text).end();
    }

    Svg say(String text) {
        return written(() -> xml.writeCharacters(Texts.clean(text)));
    }

    Svg end() {
        return written(xml::writeEndElement);
    }

    String drawn() {
        written(xml::writeEndDocument);
        written(xml::flush);
        return drawn.toString();
    }

    private void attribute(String name, String value) {
        written(() -> xml.writeAttribute(name, Texts.clean(value)));
    }

    private void attributes(String... attributes) {
        for (int index = 0; index < attributes.length; index += 2) {
            attribute(attributes[index], attributes[index + 1]);
        }
    }

    private interface Writing {
        void write() throws XMLStreamException;
    }

    private Svg written(Writing writing) {
        try {
            writing.write();
            return this;
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
