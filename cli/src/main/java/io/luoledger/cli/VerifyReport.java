package io.luoledger.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.proof.Flaw;
import io.luoledger.proof.LogVerifier;
import io.luoledger.proof.Receipt;
import io.luoledger.proof.ReceiptVerdict;
import io.luoledger.proof.ReceiptVerdict.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a verification, for people and for programs. */
record VerifyReport(
        LogVerifier verifier,
        List<ReceiptVerdict> verdicts,
        @Nullable Receipt now,
        List<String> troubles,
        LeftOut leftOut) {
    private static final int MOST_LINES = 20;

    void text(PrintWriter out) {
        List<Flaw> flaws = verifier.flaws();
        out.println(String.join(", ", verifier.sources().keySet()) + ": " + Counts.events(verifier.events()) + " of "
                + hosts(verifier.hosts()) + ": "
                + (!flaws.isEmpty()
                        ? "BROKEN on " + hosts(flaws.size())
                        : troubles.isEmpty() ? "whole" : "whole as far as it can be read"));
        flaws.stream()
                .limit(MOST_LINES)
                .forEach(flaw -> out.println("  host " + flaw.host() + ", sequence " + flaw.sequence() + ", "
                        + flaw.place() + ": " + flaw.kind() + ": " + flaw.explanation()));
        more(out, flaws.size() - MOST_LINES);
        verifier.doubled()
                .forEach(doubled -> out.println("  doubled: " + Counts.events(doubled.events()) + " of "
                        + doubled.place().source() + " that were read before, the first one host " + doubled.host()
                        + ", sequence " + doubled.sequence() + ", " + doubled.place() + ": counted once"));
        Map<String, Long> late = verifier.beginLate();
        if (!late.isEmpty()) {
            String first = late.keySet().iterator().next();
            out.println("  " + hosts(late.size()) + (late.size() == 1 ? " begins" : " begin")
                    + " behind sequence 0 (trimmed), " + first + " at " + late.get(first));
        }
        if (leftOut.count() > 0) {
            out.println("  " + leftOut.records() + " left out, no part of anybody's ledger:");
            leftOut.lines().forEach(line -> out.println("    " + line));
        }
        if (now != null) {
            out.println("root " + now.root());
        }
        verdicts.forEach(verdict -> receipt(out, verdict));
    }

    private static void receipt(PrintWriter out, ReceiptVerdict verdict) {
        out.println(verdict.name() + ": "
                + switch (verdict.outcome()) {
                    case HOLDS -> "holds: ";
                    case UNDECIDED -> "can't be decided: ";
                    case OTHER_LOG -> "";
                    case BROKEN -> "DOESN'T HOLD: ";
                }
                + verdict.explanation());
        if (verdict.outcome() != Outcome.OTHER_LOG) {
            verdict.problems().forEach(problem -> out.println("  " + problem));
            more(out, verdict.moreProblems());
        }
    }

    private static void more(PrintWriter out, long rest) {
        if (rest > 0) {
            out.println("  ... and " + rest + " more");
        }
    }

    static String hosts(long count) {
        return count == 1 ? "1 host" : count + " hosts";
    }

    /**
     * Writes {@code {"events", "hosts", "whole", "root", "sources", "doubled", "flaws", "beginLate", "receipts", "unreadable",
     * "leftOut"}}.
     */
    void json(PrintWriter writer) {
        try (JsonGenerator out = new JsonFactory().createGenerator(writer)) {
            out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeNumberField("events", verifier.events());
            out.writeNumberField("hosts", verifier.hosts());
            out.writeBooleanField(
                    "whole",
                    verifier.flaws().isEmpty()
                            && troubles.isEmpty()
                            && verdicts.stream().allMatch(verdict -> verdict.outcome() == Outcome.HOLDS));
            if (now != null) {
                out.writeStringField("root", now.root().toString());
            }
            out.writeArrayFieldStart("sources");
            for (Map.Entry<String, Long> source : verifier.sources().entrySet()) {
                out.writeStartObject();
                out.writeStringField("name", source.getKey());
                out.writeNumberField("events", source.getValue());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeArrayFieldStart("doubled");
            for (LogVerifier.Doubled doubled : verifier.doubled()) {
                out.writeStartObject();
                out.writeStringField("source", doubled.place().source());
                out.writeNumberField("events", doubled.events());
                out.writeStringField("host", doubled.host());
                out.writeNumberField("sequence", doubled.sequence());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeArrayFieldStart("flaws");
            for (Flaw flaw : verifier.flaws()) {
                flaw(out, flaw);
            }
            out.writeEndArray();
            out.writeObjectFieldStart("beginLate");
            for (Map.Entry<String, Long> late : verifier.beginLate().entrySet()) {
                out.writeNumberField(late.getKey(), late.getValue());
            }
            out.writeEndObject();
            out.writeArrayFieldStart("receipts");
            for (ReceiptVerdict verdict : verdicts) {
                receipt(out, verdict);
            }
            out.writeEndArray();
            strings(out, "unreadable", troubles);
            strings(out, "leftOut", leftOut.lines());
            out.writeEndObject();
            out.writeRaw(System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flaw(JsonGenerator out, Flaw flaw) throws IOException {
        out.writeStartObject();
        out.writeStringField("kind", flaw.kind().name());
        out.writeStringField("host", flaw.host());
        out.writeNumberField("sequence", flaw.sequence());
        out.writeStringField("source", flaw.place().source());
        if (flaw.place().partition() >= 0) {
            out.writeNumberField("partition", flaw.place().partition());
        }
        out.writeNumberField("position", flaw.place().position());
        out.writeStringField("explanation", flaw.explanation());
        out.writeEndObject();
    }

    private static void receipt(JsonGenerator out, ReceiptVerdict verdict) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", verdict.name());
        out.writeStringField("outcome", verdict.outcome().name());
        out.writeNumberField("held", verdict.held());
        out.writeStringField("explanation", verdict.explanation());
        strings(out, "problems", verdict.problems());
        out.writeEndObject();
    }

    private static void strings(JsonGenerator out, String field, List<String> values) throws IOException {
        out.writeArrayFieldStart(field);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }
}
