package fi.kiinni.query.report;

import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.XMLConstants;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.AttributesImpl;

/** XSL formatting objects, said as they come to whoever lays them out. */
final class Fo {

    static final String SPACE = "http://www.w3.org/1999/XSL/Format";
    private static final String EXTENSIONS = "http://xmlgraphics.apache.org/fop/extensions";

    private final ContentHandler to;
    private final Deque<String> open = new ArrayDeque<>();

    Fo(ContentHandler to) {
        this.to = to;
    }

    /** @param attributes name, value, name, value and so on; a name may begin with {@code fox:} or {@code xml:} */
    Fo start(String name, String... attributes) throws SAXException {
        AttributesImpl all = new AttributesImpl();
        for (int i = 0; i < attributes.length; i += 2) {
            String attribute = attributes[i];
            String local = attribute.substring(attribute.indexOf(':') + 1);
            String space = attribute.startsWith("fox:")
                    ? EXTENSIONS
                    : attribute.startsWith("xml:") ? XMLConstants.XML_NS_URI : "";
            all.addAttribute(space, local, attribute, "CDATA", Typeface.legal(attributes[i + 1]));
        }
        if (open.isEmpty()) {
            to.startDocument();
            to.startPrefixMapping("fo", SPACE);
            to.startPrefixMapping("fox", EXTENSIONS);
        }
        to.startElement(SPACE, name, "fo:" + name, all);
        open.push(name);
        return this;
    }

    Fo text(String text) throws SAXException {
        char[] letters = text.toCharArray();
        to.characters(letters, 0, letters.length);
        return this;
    }

    Fo end() throws SAXException {
        String name = open.pop();
        to.endElement(SPACE, name, "fo:" + name);
        if (open.isEmpty()) {
            to.endPrefixMapping("fox");
            to.endPrefixMapping("fo");
            to.endDocument();
        }
        return this;
    }

    /** Nothing but that text. */
    Fo only(String name, String text, String... attributes) throws SAXException {
        return start(name, attributes).text(text).end();
    }

    /** What is not of formatting objects, such as a drawing. */
    ContentHandler foreign() {
        return to;
    }
}
