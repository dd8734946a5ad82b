package fi.kiinni.query.report;

import java.io.IOException;
import java.io.StringReader;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.ContentHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.AttributesImpl;
import org.xml.sax.helpers.DefaultHandler;

/** Hands a chart's shapes on to whoever draws them, with the looks that their classes have on paper. Only shapes pass. */
final class Drawing extends DefaultHandler {

    static final String SPACE = "http://www.w3.org/2000/svg";

    private static final Set<String> SHAPES =
            Set.of("svg", "g", "line", "rect", "circle", "ellipse", "path", "polyline", "polygon", "text", "tspan");

    /** Dashes, outlines and shades tell apart what on a screen colours do: it has to be readable in black and white. */
    private static final String STYLE = """
            text { font-family: Inter; font-size: 12px; fill: #55625b; }
            .axis line { stroke: #d8ddd6; stroke-width: 1; }
            .band { fill: #dcebe2; }
            .baseline { stroke: #55625b; stroke-dasharray: 1 4; stroke-linecap: round; stroke-width: 1.5; }
            .target { fill: none; stroke: #14603f; stroke-width: 2; stroke-dasharray: 7 4; }
            .goal { fill: #14603f; font-weight: 600; }
            .series { fill: none; stroke: #1b2723; stroke-width: 2; stroke-linejoin: round; }
            path { fill: #1b2723; stroke: #ffffff; stroke-width: 1.5; }
            .BASELINE { fill: #ffffff; stroke: #1b2723; }
            .beside { fill: #1b2723; font-weight: 600; }
            .bar { fill: #1d5c47; stroke: none; }
            .value { fill: #1b2723; font-weight: 600; }
            .label { fill: #1b2723; }
            """;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+");

    /** Of a unit of the drawing, in points. */
    private static final double SCALE = .75;

    private final double most;
    private final ContentHandler to;
    private final Typeface face;
    private int depth;

    /** How deep what is passed over lies; 0 if nothing is. */
    private int passedOver;

    private Drawing(double most, ContentHandler to, Typeface face) {
        this.most = most;
        this.to = to;
        this.face = face;
    }

    /** @param most how wide it may become, in points */
    static void draw(String svg, double most, ContentHandler to, Typeface face) throws SAXException {
        try {
            SAXParserFactory parsers = SAXParserFactory.newDefaultNSInstance();
            parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            parsers.newSAXParser().parse(new InputSource(new StringReader(svg)), new Drawing(most, to, face));
        } catch (ParserConfigurationException | IOException e) {
            throw new SAXException(e);
        }
    }

    @Override
    public void startElement(String space, String name, String qualified, Attributes attributes) throws SAXException {
        depth++;
        if (passedOver > 0) {
            return;
        }
        if (!SHAPES.contains(name)) {
            passedOver = depth;
            return;
        }
        AttributesImpl own = new AttributesImpl();
        for (int i = 0; i < attributes.getLength(); i++) {
            String attribute = attributes.getLocalName(i);
            boolean isPlain =
                    attributes.getURI(i).isEmpty() && !attribute.equals("style") && !attribute.startsWith("on");
            if (isPlain && !attributes.getValue(i).contains("url(")) {
                own.addAttribute("", attribute, attribute, "CDATA", attributes.getValue(i));
            }
        }
        if (depth == 1) {
            size(own);
        }
        shift(own, "x", "dx");
        shift(own, "y", "dy");
        to.startElement(SPACE, name, name, own);
        if (depth == 1) {
            AttributesImpl type = new AttributesImpl();
            type.addAttribute("", "type", "type", "CDATA", "text/css");
            to.startElement(SPACE, "style", "style", type);
            to.characters(STYLE.toCharArray(), 0, STYLE.length());
            to.endElement(SPACE, "style", "style");
        }
    }

    /** Batik shifts back what is anchored at its end. */
    private static void shift(AttributesImpl own, String place, String by) {
        String begin = own.getValue(place);
        String shift = own.getValue(by);
        if (begin != null
                && shift != null
                && NUMBER.matcher(begin).matches()
                && NUMBER.matcher(shift).matches()) {
            own.setValue(own.getIndex(place), Double.toString(Double.parseDouble(begin) + Double.parseDouble(shift)));
            own.removeAttribute(own.getIndex(by));
        }
    }

    private void size(AttributesImpl root) throws SAXException {
        String[] box = Objects.toString(root.getValue("viewBox"), "").strip().split("[ ,]+", -1);
        if (box.length != 4) {
            throw new SAXException("A drawing has a view box.");
        }
        double width = Double.parseDouble(box[2]);
        double scale = Math.min(SCALE, most / width);
        for (String side : new String[] {"width", "height"}) {
            if (root.getIndex(side) >= 0) {
                root.removeAttribute(root.getIndex(side));
            }
        }
        root.addAttribute("", "width", "width", "CDATA", width * scale + "pt");
        root.addAttribute("", "height", "height", "CDATA", Double.parseDouble(box[3]) * scale + "pt");
    }

    @Override
    public void characters(char[] letters, int begin, int length) throws SAXException {
        if (passedOver == 0) {
            char[] shown = face.shown(new String(letters, begin, length)).toCharArray();
            to.characters(shown, 0, shown.length);
        }
    }

    @Override
    public void endElement(String space, String name, String qualified) throws SAXException {
        if (passedOver == 0) {
            to.endElement(SPACE, name, name);
        } else if (passedOver == depth) {
            passedOver = 0;
        }
        depth--;
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
        throw e;
    }
}
