package fi.kiinni.query.report;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An XML document as it is written. Names are given with their prefix, and attributes as name and value in turns. */
final class Xml implements Closeable {

    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    private final XMLStreamWriter xml;

    /** Inside something else, such as a page. */
    Xml(Writer out) throws IOException {
        try {
            xml = FACTORY.createXMLStreamWriter(out);
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    Xml(OutputStream out) throws IOException {
        try {
            xml = FACTORY.createXMLStreamWriter(
                    new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)));
            xml.writeStartDocument("UTF-8", "1.0");
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    Xml begin(String element, String... attributes) throws IOException {
        try {
            xml.writeStartElement(element);
            write(attributes);
        } catch (XMLStreamException e) {
            throw failed(e);
        }
        return this;
    }

    Xml empty(String element, String... attributes) throws IOException {
        try {
            xml.writeEmptyElement(element);
            write(attributes);
        } catch (XMLStreamException e) {
            throw failed(e);
        }
        return this;
    }

    private void write(String... attributes) throws XMLStreamException {
        for (int i = 0; i < attributes.length; i += 2) {
            xml.writeAttribute(attributes[i], Texts.clean(attributes[i + 1]));
        }
    }

    Xml text(String text) throws IOException {
        try {
            xml.writeCharacters(Texts.clean(text));
        } catch (XMLStreamException e) {
            throw failed(e);
        }
        return this;
    }

    Xml end() throws IOException {
        try {
            xml.writeEndElement();
        } catch (XMLStreamException e) {
            throw failed(e);
        }
        return this;
    }

    /** Ends what is not ended yet; the stream is left open. */
    @Override
    public void close() throws IOException {
        try {
            xml.writeEndDocument();
            xml.flush();
        } catch (XMLStreamException e) {
            throw failed(e);
        }
    }

    private static IOException failed(XMLStreamException e) {
        return e.getNestedException() instanceof IOException cause ? cause : new IOException(e);
    }
}
