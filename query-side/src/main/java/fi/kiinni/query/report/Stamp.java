package fi.kiinni.query.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** What depends on the clock or on where the file is made. */
    private static final Pattern VARYING = Pattern.compile("(?<dates>\n/Producer \\(" + PRODUCER
            + " *\\)\n/CreationDate \\(D:[^\n]{0,40}(?=\n>>))|/ID \\[<[0-9A-F]{32}> <[0-9A-F]{32}>\\]");

    /** More bytes than that is ever long, with what follows it. */
    private static final int LONGEST = 256;

    private static final int HELD = 64 * 1024;

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

    /** Where the file is written, so that it comes out as one that follows from the report alone. */
    Stream in(OutputStream file) {
        return new Stream(file);
    }

    /** Changes what varies, in as many bytes, while it goes through. Where it goes is let go of, not closed. */
    final class Stream extends OutputStream {

        private OutputStream to;
        private final MessageDigest digest = sha256();
        private final byte[] held = new byte[HELD];
        private int count;
        private int dates;
        private int ids;

        private Stream(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] more, int from, int length) throws IOException {
            for (int taken = 0; taken < length; ) {
                int some = Math.min(length - taken, HELD - count);
                System.arraycopy(more, from + taken, held, count, some);
                count += some;
                taken += some;
                if (count == HELD) {
                    pass(HELD - LONGEST);
                }
            }
        }

        /** To be called when all is written. */
        void finish() throws IOException {
            pass(count);
            if (dates != 1 || ids != 1) {
                throw new IllegalStateException("The file is not made as it was expected to be.");
            }
        }

        @Override
        public void close() {
            to = OutputStream.nullOutputStream();
        }

        /** Lets that many bytes go at least. */
        private void pass(int least) throws IOException {
            Matcher varying = VARYING.matcher(new String(held, 0, count, StandardCharsets.ISO_8859_1));
            int gone = 0;
            while (varying.find()) {
                send(held, gone, varying.start() - gone);
                byte[] fixed = bytes(varying.group("dates") != null ? dates(varying.group()) : id());
                send(fixed, 0, fixed.length);
                gone = varying.end();
            }
            int until = Math.max(gone, least);
            send(held, gone, until - gone);
            count -= until;
            System.arraycopy(held, until, held, 0, count);
        }

        private void send(byte[] some, int from, int length) throws IOException {
            digest.update(some, from, length);
            to.write(some, from, length);
        }

        private String dates(String varying) {
            dates++;
            String fixed = "\n/Producer (" + PRODUCER + ")\n/CreationDate (D:"
                    + DateTimeFormatter.ofPattern("uuuuMMddHHmmss")
                            .withZone(ZoneOffset.UTC)
                            .format(at)
                    + "Z)";
            return fixed + " ".repeat(varying.length() - fixed.length());
        }

        /** Of all that comes before: what follows are places of that. */
        private String id() {
            ids++;
            String id = HexFormat.of().withUpperCase().formatHex(digest.digest(), 0, ID);
            return "/ID [<" + id + "> <" + id + ">]";
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
