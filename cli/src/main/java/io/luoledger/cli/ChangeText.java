package io.luoledger.cli;

import io.luoledger.abi.change.StructChanges.BothWays;
import io.luoledger.abi.change.StructChanges.Bump;
import io.luoledger.abi.change.StructChanges.Change;
import io.luoledger.abi.change.StructChanges.Verdict;
import io.luoledger.glossary.Glossary;
import io.luoledger.glossary.Word;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** May a struct be changed, which guards to bump, and what then. */
record ChangeText(List<Bump> bumps, List<Change> changes) {
    void print(PrintWriter out) {
        out.println("may it be changed?");
        changes.forEach(change -> change(out, change));
        out.println(
                bumps.isEmpty()
                        ? "no guard covers it: give it one first, or no kernel will notice the change"
                        : "to bump with its bytes, all of them");
        bumps.forEach(bump -> bump(out, bump));
        legend().print(out);
    }

    private void change(PrintWriter out, Change change) {
        BothWays unbumped = change.unbumped();
        if (unbumped == null) {
            out.println("  " + change.edit().words() + ": it has no place for that");
        } else if (unbumped.isCompatible()) {
            out.println("  " + change.edit().words() + ": yes, no guard has to be bumped");
        } else {
            out.println("  " + change.edit().words() + " (" + change.field() + "): only with a bump");
            verdict(out, "without", unbumped);
            if (!bumps.isEmpty()) {
                verdict(out, "bumped", change.bumped());
            }
        }
    }

    private static void verdict(PrintWriter out, String how, @Nullable BothWays verdict) {
        if (verdict != null) {
            out.println(
                    "    " + how + ": update " + text(verdict.update()) + ", roll-back " + text(verdict.rollback()));
        }
    }

    private static String text(Verdict verdict) {
        return verdict.outcome() + " " + verdict.consequence();
    }

    private static void bump(PrintWriter out, Bump bump) {
        Word layer = Glossary.word(bump.guard().layer());
        out.printf(
                "  %s, \"%s\" to \"%s\": covers %s (%s)%n",
                bump.guard().name(), bump.guard().value(), bump.next(), bump.struct(), layer.word());
        out.println("    mismatch: update " + text(bump.mismatch().update()) + ", roll-back "
                + text(bump.mismatch().rollback()));
        out.println("    " + layer.meaning());
        if (layer.remedy() != null) {
            out.println("    To do: " + layer.remedy());
        }
    }

    private Legend legend() {
        Legend legend = new Legend();
        Stream.concat(
                        changes.stream().flatMap(change -> Stream.ofNullable(change.unbumped())),
                        bumps.stream().map(Bump::mismatch))
                .filter(both -> !both.isCompatible())
                .flatMap(both -> Stream.of(both.update(), both.rollback()))
                .forEach(verdict -> legend.verdict(verdict.outcome(), verdict.consequence()));
        return legend;
    }
}
