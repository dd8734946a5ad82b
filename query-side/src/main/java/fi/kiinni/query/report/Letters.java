package fi.kiinni.query.report;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.PrimitiveIterator;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.jspecify.annotations.Nullable;

/** The outlines of a font's letters: the same on every system, whichever fonts it has. */
final class Letters {

    static final Letters REGULAR = new Letters("Inter-Regular.ttf");
    static final Letters SEMI_BOLD = new Letters("Inter-SemiBold.ttf");

    private final String file;
    private @Nullable TrueTypeFont font;

    private Letters(String file) {
        this.file = file;
    }

    /** A line of text that begins at 0 0, with its baseline along the x axis; y grows downwards. */
    synchronized Shape outline(String text, double size) {
        try {
            Path2D line = new Path2D.Double();
            CmapLookup glyphs = font().getUnicodeCmapLookup();
            double scale = size / font().getUnitsPerEm();
            double x = 0;
            for (PrimitiveIterator.OfInt points = text.codePoints().iterator(); points.hasNext(); ) {
                int glyph = glyphs.getGlyphId(points.nextInt());
                @Nullable GlyphData data = font().getGlyph().getGlyph(glyph);
                if (data != null) {
                    line.append(data.getPath().getPathIterator(new AffineTransform(scale, 0, 0, -scale, x, 0)), false);
                }
                x += font().getAdvanceWidth(glyph) * scale;
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized double width(String text, double size) {
        try {
            CmapLookup glyphs = font().getUnicodeCmapLookup();
            double width = 0;
            for (PrimitiveIterator.OfInt points = text.codePoints().iterator(); points.hasNext(); ) {
                width += font().getAdvanceWidth(glyphs.getGlyphId(points.nextInt()));
            }
            return width * size / font().getUnitsPerEm();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrueTypeFont font() throws IOException {
        if (font == null) {
            try (InputStream in = Form.resource("fonts/" + file)) {
                font = new TTFParser().parse(new RandomAccessReadBuffer(in));
            }
        }
        return font;
    }
}
