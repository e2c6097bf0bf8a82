package io.luoledger.cli;

import io.luoledger.finding.FindingKind;
import io.luoledger.glossary.Glossary;
import io.luoledger.glossary.Word;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the words of an output mean, each once, below it. Life: told each word as it is printed; printed at the end. */
final class Legend {
    private static final String VERDICT = "ABI verdict";
    private static final String CONSEQUENCE = "consequence of an ABI difference";

    private final Map<String, String> words = new LinkedHashMap<>();

    /** An ABI verdict's outcome and its consequences, joined by "+". */
    Legend verdict(Object outcome, String consequences) {
        word(outcome.toString(), VERDICT);
        for (String consequence : consequences.split("\\+")) {
            word(consequence, CONSEQUENCE);
        }
        return this;
    }

    /** A finding's id. */
    Legend finding(FindingKind kind) {
        words.putIfAbsent(kind.id(), kind.title() + ". To do: " + kind.remedy());
        return this;
    }

    /** @param of what it is a word of: one may have several senses */
    Legend word(String word, String of) {
        for (Word known : Glossary.find(word)) {
            if (known.of().equals(of)) {
                words.putIfAbsent(word, known.meaning() + (known.remedy() == null ? "" : " To do: " + known.remedy()));
            }
        }
        return this;
    }

    void print(PrintWriter out) {
        if (words.isEmpty()) {
            return;
        }
        out.println();
        out.println("words");
        TextTable table = new TextTable(2);
        words.forEach(table::row);
        table.print(out);
    }
}
