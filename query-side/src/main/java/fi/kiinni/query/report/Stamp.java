package fi.kiinni.query.report;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.TimeZone;
import org.apache.fop.apps.FOUserAgent;
import org.apache.fop.render.intermediate.IFDocumentHandler;
import org.apache.fop.render.intermediate.IFException;
import org.apache.fop.render.intermediate.util.IFDocumentHandlerProxy;
import org.apache.xmlgraphics.util.QName;
import org.apache.xmlgraphics.xmp.Metadata;
import org.apache.xmlgraphics.xmp.XMPArray;
import org.apache.xmlgraphics.xmp.XMPArrayType;
import org.apache.xmlgraphics.xmp.XMPConstants;
import org.apache.xmlgraphics.xmp.XMPProperty;

/**
 * What is said of a file in the file: when it was made and which one it is. FOP takes that from the clock and the time zone of where it
 * runs; here it follows from the report alone, so that of the same report every file has the same bytes.
 */
final class Stamp {

    private static final String PRODUCER = "Apache FOP";

    /** By which the time of a zone differs from UTC, as it follows a date: the letter Z or seven characters such as {@code +02'00'}. */
    private static final int LONGER = 6;

    private static final int ID = 16;
    private static final byte[] BEFORE_DATES = bytes("\n/Producer (" + PRODUCER);
    private static final byte[] AFTER_DATES = bytes("\n>>");
    private static final byte[] BEFORE_ID = bytes("/ID [<");

    private final Instant at;
    private final String title;
    private final String subject;

    Stamp(Report report) {
        at = report.at().truncatedTo(ChronoUnit.SECONDS);
        String legal = Typeface.legal(report.title());
        title = legal.isBlank() ? report.name() : legal;
        subject = Typeface.legal(report.subject());
    }

    /** Says it to whoever makes the file. What depends on the time zone is given a length that does not. */
    void put(FOUserAgent agent) {
        agent.setTitle(title);
        agent.setSubject(subject);
        agent.setCreator("Kiinni");
        boolean isUtc = TimeZone.getDefault().getOffset(at.toEpochMilli()) / 60_000 == 0;
        agent.setProducer(PRODUCER + " ".repeat(isUtc ? LONGER : 0));
        agent.setCreationDate(Date.from(at));
    }

    /** Says it in the metadata, too, of the file that is written by that. */
    IFDocumentHandler in(IFDocumentHandler file) {
        return new IFDocumentHandlerProxy(file) {
            @Override
            public void handleExtensionObject(Object extension) throws IFException {
                super.handleExtensionObject(extension);
                if (extension instanceof Metadata metadata) {
                    say(metadata);
                }
            }
        };
    }

    private void say(Metadata metadata) {
        String moment = DateTimeFormatter.ISO_INSTANT.format(at);
        XMPArray moments = new XMPArray(XMPArrayType.SEQ);
        moments.add(moment);
        metadata.setProperty(new XMPProperty(new QName(XMPConstants.DUBLIN_CORE_NAMESPACE, "date"), moments));
        metadata.setProperty(new XMPProperty(new QName(XMPConstants.XMP_BASIC_NAMESPACE, "CreateDate"), moment));
        metadata.removeProperty(new QName(XMPConstants.XMP_BASIC_NAMESPACE, "MetadataDate"));
        metadata.setProperty(new XMPProperty(new QName(XMPConstants.ADOBE_PDF_NAMESPACE, "Producer"), PRODUCER));
        speak(metadata, "title", title);
        speak(metadata, "description", subject);
    }

    private static void speak(Metadata metadata, String property, String text) {
        XMPArray inLanguages = new XMPArray(XMPArrayType.ALT);
        inLanguages.add(text, "x-default");
        metadata.setProperty(new XMPProperty(new QName(XMPConstants.DUBLIN_CORE_NAMESPACE, property), inLanguages));
    }

    /** Makes the finished file one that follows from the report alone. */
    void fix(byte[] file) {
        int dates = indexOf(file, BEFORE_DATES, 0);
        int end = indexOf(file, AFTER_DATES, dates);
        byte[] fixed = bytes("\n/Producer (" + PRODUCER + ")\n/CreationDate (D:"
                + DateTimeFormatter.ofPattern("uuuuMMddHHmmss")
                        .withZone(ZoneOffset.UTC)
                        .format(at)
                + "Z)");
        Arrays.fill(file, dates, end, (byte) ' ');
        System.arraycopy(fixed, 0, file, dates, fixed.length);

        int first = lastIndexOf(file, BEFORE_ID) + BEFORE_ID.length;
        int second = first + 2 * ID + "> <".length();
        Arrays.fill(file, first, first + 2 * ID, (byte) '0');
        Arrays.fill(file, second, second + 2 * ID, (byte) '0');
        byte[] digest = ByteBuffer.wrap(sha256(file), 0, ID).array();
        byte[] id = bytes(HexFormat.of().withUpperCase().formatHex(digest, 0, ID));
        System.arraycopy(id, 0, file, first, id.length);
        System.arraycopy(id, 0, file, second, id.length);
    }

    private static byte[] sha256(byte[] file) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(file);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int indexOf(byte[] file, byte[] sought, int from) {
        for (int at = from; at <= file.length - sought.length; at++) {
            if (isAt(file, sought, at)) {
                return at;
            }
        }
        throw new IllegalStateException("The file is not made as it was expected to be.");
    }

    private static int lastIndexOf(byte[] file, byte[] sought) {
        for (int at = file.length - sought.length; at >= 0; at--) {
            if (isAt(file, sought, at)) {
                return at;
            }
        }
        throw new IllegalStateException("The file is not made as it was expected to be.");
    }

    private static boolean isAt(byte[] file, byte[] sought, int at) {
        return Arrays.equals(file, at, at + sought.length, sought, 0, sought.length);
    }
}
