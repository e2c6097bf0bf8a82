package io.luoledger.abi.report;

import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.io.StringWriter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A test suite per pair, a test case per kind; a kind that isn't compatible is a failure, or skipped where it is waived. */
public final class JunitReport {
    private JunitReport() {}

    public static String render(Report report) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            for (PairVerdict pair : report.pairs()) {
                suite(xml, report, pair);
            }
            xml.writeEndElement();
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to a string can't fail", e);
        }
        return text.toString();
    }

    private static void suite(XMLStreamWriter xml, Report report, PairVerdict pair) throws XMLStreamException {
        String name = "abi " + pair.from() + " -> " + pair.to();
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", name);
        xml.writeAttribute("tests", String.valueOf(pair.kinds().size()));
        xml.writeAttribute(
                "failures",
                String.valueOf(pair.kinds().stream()
                        .filter(kind -> report.fails(pair, kind))
                        .count()));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute(
                "skipped",
                String.valueOf(pair.kinds().stream()
                        .filter(kind -> isWaived(report, pair, kind))
                        .count()));
        xml.writeAttribute("time", "0");
        for (KindVerdict kind : pair.kinds()) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("name", kind.kind());
            xml.writeAttribute("classname", name);
            xml.writeAttribute("time", "0");
            if (report.fails(pair, kind)) {
                xml.writeStartElement("failure");
                xml.writeAttribute("type", kind.outcome().name());
                xml.writeAttribute("message", kind.outcome() + ": " + kind.consequence());
                xml.writeCharacters(kind.findings().stream()
                        .filter(finding -> finding.isError() || finding.waived() != null)
                        .map(finding -> text(report, kind, finding))
                        .collect(Collectors.joining("\n\n")));
                xml.writeEndElement();
            } else if (isWaived(report, pair, kind)) {
                xml.writeStartElement("skipped");
                xml.writeCharacters(waivers(kind).collect(Collectors.joining("; ")));
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    /** Whether a waiver is what keeps a kind that isn't compatible from failing. */
    private static boolean isWaived(Report report, PairVerdict pair, KindVerdict kind) {
        return !report.fails(pair, kind)
                && kind.outcome() != Outcome.COMPATIBLE
                && waivers(kind).findAny().isPresent();
    }

    private static Stream<String> waivers(KindVerdict kind) {
        return kind.findings().stream()
                .filter(finding -> finding.waived() != null)
                .map(finding -> finding.kind().id() + " " + finding.path() + ": " + finding.waived());
    }

    private static String text(Report report, KindVerdict kind, AbiFinding finding) {
        String place =
                report.subjects().place(finding).map(line -> "\nat " + line).orElse("");
        String end = finding.waived() == null ? finding.kind().remedy() : "Waived: " + finding.waived();
        String change = finding.change().isEmpty() ? "" : ": " + finding.change();
        return finding.kind().id() + " " + finding.path() + change + place + "\n" + finding.explanation()
                + report.guardSentence(kind, finding) + "\n" + end;
    }
}
