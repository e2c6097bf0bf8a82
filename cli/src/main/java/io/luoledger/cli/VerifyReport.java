package io.luoledger.cli;

import io.luoledger.proof.Flaw;
import io.luoledger.proof.LogVerifier;
import io.luoledger.proof.Receipt;
import io.luoledger.proof.ReceiptVerdict;
import io.luoledger.proof.ReceiptVerdict.Outcome;
import io.luoledger.proof.VerifyDocument;
import io.luoledger.publish.LeftOut;
import java.io.PrintWriter;
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
        return Counts.of(count, "host");
    }

    void json(PrintWriter out) {
        Json.print(out, VerifyDocument.of(verifier, verdicts, now, troubles, leftOut.lines()));
    }
}
