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

    /**
     * @param looks properties as in CSS: {@code font-size: 9pt; color: #55625b}
     * @param attributes what else it has: name, value, name, value and so on; a name may begin with {@code fox:} or {@code xml:}
     */
    Fo start(String name, String looks, String... attributes) throws SAXException {
        AttributesImpl all = new AttributesImpl();
        for (String look : looks.isEmpty() ? new String[0] : looks.split("; ", -1)) {
            int colon = look.indexOf(": ");
            add(all, look.substring(0, colon), look.substring(colon + 2));
        }
        for (int i = 0; i < attributes.length; i += 2) {
            add(all, attributes[i], attributes[i + 1]);
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

    private static void add(AttributesImpl all, String name, String value) {
        String space = name.startsWith("fox:") ? EXTENSIONS : name.startsWith("xml:") ? XMLConstants.XML_NS_URI : "";
        all.addAttribute(space, name.substring(name.indexOf(':') + 1), name, "CDATA", Typeface.legal(value));
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
    Fo only(String name, String text, String looks, String... attributes) throws SAXException {
        return start(name, looks, attributes).text(text).end();
    }

    Fo empty(String name, String looks, String... attributes) throws SAXException {
        return start(name, looks, attributes).end();
    }

    /** What is not of formatting objects, such as a drawing. */
    ContentHandler foreign() {
        return to;
    }
}
