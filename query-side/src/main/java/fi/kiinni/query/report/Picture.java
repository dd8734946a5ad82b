package fi.kiinni.query.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.anim.dom.SVGDOMImplementation;
import org.apache.batik.bridge.BridgeContext;
import org.apache.batik.bridge.ExternalResourceSecurity;
import org.apache.batik.bridge.GVTBuilder;
import org.apache.batik.bridge.NoLoadExternalResourceSecurity;
import org.apache.batik.bridge.NoLoadScriptSecurity;
import org.apache.batik.bridge.ScriptSecurity;
import org.apache.batik.bridge.UserAgentAdapter;
import org.apache.batik.util.ParsedURL;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** A chart as a picture. Of what it is given, nothing but plain shapes is taken over, and nothing is loaded. */
final class Picture {

    /** Pixels of the picture to one of the drawing: 240 to the inch. */
    private static final double SCALE = 2.5;

    private static final String SVG = SVGDOMImplementation.SVG_NAMESPACE_URI;
    private static final double FONT_SIZE = 12;
    private static final Set<String> SHAPES =
            Set.of("svg", "g", "line", "rect", "polyline", "polygon", "path", "circle", "text");
    private static final Set<String> ATTRIBUTES = Set.of(
            "class",
            "transform",
            "d",
            "points",
            "x",
            "y",
            "x1",
            "y1",
            "x2",
            "y2",
            "width",
            "height",
            "rx",
            "ry",
            "cx",
            "cy",
            "r");

    /** What lies on lines, so that it needs a rim of the ground's colour, and is more than the marks on an axis. */
    private static final Set<String> IN_FRONT = Set.of("goal", "beside", "value");

    /** As on the page, in its light colours; shapes, dashes and lightness differ, so that it can be read in black and white. */
    private static final String STYLE = """
            .axis line { stroke: #d8ddd6; }
            .band { fill: #14603f; fill-opacity: .16; }
            .baseline { stroke: #55625b; stroke-dasharray: 1 4; stroke-linecap: round; stroke-width: 1.5; }
            .target { fill: none; stroke: #14603f; stroke-width: 2; stroke-dasharray: 7 4; }
            .series { fill: none; stroke: #1b2723; stroke-width: 2; stroke-linejoin: round; }
            .MEASUREMENT, .PILOT { fill: #1b2723; stroke: #ffffff; stroke-width: 1.5; }
            .BASELINE { fill: #ffffff; stroke: #1b2723; stroke-width: 1.5; }
            .bar { fill: #1d5c47; }
            .letters { fill: #55625b; stroke: none; }
            .letters.label, .letters.value, .letters.beside { fill: #1b2723; }
            .letters.goal { fill: #14603f; }
            .letters.rim { fill: none; stroke: #ffffff; stroke-width: 3; stroke-linejoin: round; }
            """;

    private final Document shapes = SVGDOMImplementation.getDOMImplementation().createDocument(SVG, "svg", null);
    private final double width;
    private final double height;

    private Picture(Element root) {
        String[] box = root.getAttribute("viewBox").strip().split("[\\s,]+", 4);
        width = Double.parseDouble(box[2]);
        height = Double.parseDouble(box[3]);
        shapes.getDocumentElement().setAttributeNS(null, "viewBox", root.getAttribute("viewBox"));
        shapes.getDocumentElement().setAttributeNS(null, "width", Integer.toString(width()));
        shapes.getDocumentElement().setAttributeNS(null, "height", Integer.toString(height()));
        Element style = shapes.createElementNS(SVG, "style");
        style.setAttributeNS(null, "type", "text/css");
        style.setTextContent(STYLE);
        shapes.getDocumentElement().appendChild(style);
        copyChildren(root, shapes.getDocumentElement());
    }

    /** @param svg with a view box; whether its elements are in a namespace does not matter */
    static Picture of(String svg) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // The one that is there already also writes to the console.
            builder.setErrorHandler(new DefaultHandler());
            return new Picture(
                    builder.parse(new InputSource(new StringReader(svg))).getDocumentElement());
        } catch (SAXException | ParserConfigurationException | IOException e) {
            throw new IllegalArgumentException("This is no drawing", e);
        }
    }

    /** In pixels, of which there are 96 to the inch. */
    int width() {
        return (int) Math.ceil(width);
    }

    int height() {
        return (int) Math.ceil(height);
    }

    private void copyChildren(Element from, Element to) {
        for (Node child = from.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && SHAPES.contains(element.getLocalName())) {
                if (element.getLocalName().equals("text")) {
                    letters(element, to);
                } else {
                    Element copy = shape(to, element.getLocalName());
                    NamedNodeMap attributes = element.getAttributes();
                    for (int i = 0; i < attributes.getLength(); i++) {
                        Node attribute = attributes.item(i);
                        if (ATTRIBUTES.contains(attribute.getNodeName())) {
                            copy.setAttributeNS(null, attribute.getNodeName(), attribute.getNodeValue());
                        }
                    }
                    copyChildren(element, copy);
                }
            }
        }
    }

    private Element shape(Element in, String name) {
        Element shape = shapes.createElementNS(SVG, name);
        in.appendChild(shape);
        return shape;
    }

    private void letters(Element text, Element to) {
        String line = text.getTextContent().strip();
        String kind = text.getAttribute("class");
        boolean isInFront = IN_FRONT.contains(kind);
        Letters letters = isInFront ? Letters.SEMI_BOLD : Letters.REGULAR;
        double width = letters.width(line, FONT_SIZE);
        double before = switch (text.getAttribute("text-anchor")) {
            case "end" -> width;
            case "middle" -> width / 2;
            default -> 0;
        };
        String path = path(
                letters.outline(line, FONT_SIZE),
                AffineTransform.getTranslateInstance(
                        number(text, "x") + number(text, "dx") - before, number(text, "y") + number(text, "dy")));
        if (isInFront) {
            letters(to, "letters rim", path);
        }
        letters(to, "letters " + kind, path);
    }

    private void letters(Element to, String kind, String path) {
        Element letters = shape(to, "path");
        letters.setAttributeNS(null, "class", kind);
        letters.setAttributeNS(null, "d", path);
    }

    private static double number(Element element, String attribute) {
        String number = element.getAttribute(attribute);
        return number.isEmpty() ? 0 : Double.parseDouble(number);
    }

    private static String path(Shape outline, AffineTransform place) {
        StringBuilder path = new StringBuilder();
        double[] points = new double[6];
        for (PathIterator step = outline.getPathIterator(place); !step.isDone(); step.next()) {
            int kind = step.currentSegment(points);
            path.append("MLQCZ".charAt(kind));
            int numbers = kind == PathIterator.SEG_CLOSE ? 0 : 2 * Math.max(1, kind);
            for (int i = 0; i < numbers; i++) {
                path.append(String.format(Locale.ROOT, "%.3f ", points[i]));
            }
        }
        return path.toString();
    }

    /** PNG. */
    byte[] png() {
        BufferedImage image = new BufferedImage(
                (int) Math.ceil(width() * SCALE), (int) Math.ceil(height() * SCALE), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        pen.scale(SCALE, SCALE);
        BridgeContext context = new BridgeContext(new Alone());
        new GVTBuilder().build(context, shapes).paint(pen);
        context.dispose();
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", out)) {
                throw new IllegalStateException("PNG cannot be written here");
            }
        } catch (IOException e) {
            throw new IllegalStateException("Memory can always be written to", e);
        }
        return bytes.toByteArray();
    }

    /** Whoever draws for nobody, and loads nothing. */
    private static final class Alone extends UserAgentAdapter {

        @Override
        public ExternalResourceSecurity getExternalResourceSecurity(
                @Nullable ParsedURL resource, @Nullable ParsedURL document) {
            return new NoLoadExternalResourceSecurity();
        }

        @Override
        public ScriptSecurity getScriptSecurity(
                @Nullable String type, @Nullable ParsedURL script, @Nullable ParsedURL document) {
            return new NoLoadScriptSecurity(type);
        }
    }
}
