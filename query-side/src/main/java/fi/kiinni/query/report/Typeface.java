package fi.kiinni.query.report;

import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/**
 * What a font can show, and how wide that gets. Of what it cannot show a mark remains, because a file that is to last must not ask for letters
 * that it does not carry.
 */
final class Typeface {

    /** In the place of a letter that the font lacks. */
    static final char MARK = '□';

    static final char SOFT_HYPHEN = '\u00ad';
    static final char BREAK = '\u200b';

    private static final char NO_BREAK_SPACE = '\u00a0';
    private static final int MISSING = -1;

    /** In the languages that reports speak, and near them. */
    private static final String VOWELS = "aeiouyåäöáàâãæéèêëíìîïóòôõøœúùûüýÿ";

    /** Letters that a broken word has at least on either line. */
    private static final int FEWEST = 3;

    /** A longer stretch is broken anywhere. */
    private static final int LONGEST = 8;

    /** In thousandths of the font's size. */
    private final int[] widths = new int[Character.MAX_VALUE + 1];

    private Typeface() {}

    /** Of the font that is read. */
    static Typeface of(InputStream font) throws IOException {
        Typeface face = new Typeface();
        try (TrueTypeFont read = new TTFParser().parse(new RandomAccessReadBuffer(font))) {
            CmapLookup glyphs = read.getUnicodeCmapLookup();
            for (int letter = 0; letter < face.widths.length; letter++) {
                int glyph = Character.isSurrogate((char) letter) ? 0 : glyphs.getGlyphId(letter);
                face.widths[letter] =
                        glyph == 0 ? MISSING : Math.round(read.getAdvanceWidth(glyph) * 1000f / read.getUnitsPerEm());
            }
        }
        return face;
    }

    /** In points. */
    double width(String text, double size) {
        return text.chars().map(letter -> Math.max(widths[letter], 0)).sum() * size / 1000;
    }

    /** The text as far as it can be shown; its lines are kept. */
    String shown(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().forEach(letter -> {
            switch (Character.getType(letter)) {
                case Character.CONTROL -> shown.append(letter == '\n' ? '\n' : ' ');
                case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> shown.append('\n');
                case Character.SPACE_SEPARATOR -> shown.append(isKept(letter) ? NO_BREAK_SPACE : ' ');
                // Among them are those that turn the direction of text around.
                case Character.FORMAT -> {}
                case Character.PRIVATE_USE -> shown.append(MARK);
                default -> {
                    boolean isVariation = 0xfe00 <= letter && letter <= 0xfe0f;
                    if (!isVariation) {
                        shown.append(letter < widths.length && widths[letter] != MISSING ? (char) letter : MARK);
                    }
                }
            }
        });
        return shown.toString();
    }

    private static boolean isKept(int space) {
        return space == NO_BREAK_SPACE || space == 0x2007 || space == 0x202f;
    }

    /** The text without what XML cannot hold. */
    static String legal(String text) {
        int[] legal = text.codePoints().filter(Texts::isCharacter).toArray();
        return new String(legal, 0, legal.length);
    }

    /**
     * The text with places at which the words that are wider than that, in points, may be broken: between syllables with a hyphen, after
     * what divides the parts of an address without, and anywhere where there is no such place.
     */
    String breakable(String text, double size, double width) {
        StringBuilder all = new StringBuilder(text.length());
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ' ' || text.charAt(i) == '\n') {
                String word = text.substring(begin, i);
                all.append(width(word, size) > width ? broken(word) : word);
                if (i < text.length()) {
                    all.append(text.charAt(i));
                }
                begin = i + 1;
            }
        }
        return all.toString();
    }

    private static String broken(String word) {
        char[] breaks = new char[word.length()];
        for (int i = 1; i < breaks.length; i++) {
            if (isSyllable(word, i)) {
                breaks[i] = SOFT_HYPHEN;
            } else if (!Character.isLetterOrDigit(word.charAt(i - 1)) && Character.isLetterOrDigit(word.charAt(i))) {
                breaks[i] = BREAK;
            }
        }
        int last = 0;
        for (int i = 1; i <= breaks.length; i++) {
            if (i == breaks.length || breaks[i] != 0) {
                if (i - last > LONGEST) {
                    Arrays.fill(breaks, last + 1, i, BREAK);
                }
                last = i;
            }
        }
        StringBuilder broken = new StringBuilder(word.length() * 2);
        for (int i = 0; i < breaks.length; i++) {
            if (breaks[i] != 0) {
                broken.append(breaks[i]);
            }
            broken.append(word.charAt(i));
        }
        return broken.toString();
    }

    /** In Finnish a syllable begins with the consonant before a vowel; elsewhere that is at least not misread. */
    private static boolean isSyllable(String word, int begin) {
        for (int i = begin - FEWEST; i < begin + FEWEST; i++) {
            if (i < 0 || i >= word.length() || !Character.isLetter(word.charAt(i))) {
                return false;
            }
        }
        return !isVowel(word, begin) && isVowel(word, begin + 1);
    }

    private static boolean isVowel(String word, int at) {
        return VOWELS.contains(word.substring(at, at + 1).toLowerCase(Locale.ROOT));
    }

    /** The text, on one line; shortened to that width, in points. */
    String fitted(String text, double size, double width) {
        String line = text.replace('\n', ' ').strip();
        if (width(line, size) <= width) {
            return line;
        }
        int end = line.length();
        while (end > 0 && width(line.substring(0, end), size) + width("…", size) > width) {
            end--;
        }
        return line.substring(0, end).strip() + "…";
    }
}
