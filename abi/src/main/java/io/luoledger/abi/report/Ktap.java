package io.luoledger.abi.report;

import java.util.ArrayList;
import java.util.List;

/** Results of tests as the kernel's own runners print them: KTAP, version 1. */
public final class Ktap {
    private final List<String> lines = new ArrayList<>();
    private int passed;
    private int failed;
    private int skipped;

    public Ktap ok(String name) {
        passed++;
        return result("ok", name, "");
    }

    /** @param why what was found, or that nothing is known: both are no success */
    public Ktap notOk(String name, String why) {
        failed++;
        return result("not ok", name, " # " + plain(why));
    }

    /** @param why the decision not to count it: that something isn't known is none */
    public Ktap skip(String name, String why) {
        skipped++;
        return result("ok", name, " # SKIP " + plain(why));
    }

    /** For people, about the next result. */
    public Ktap note(String text) {
        text.lines().forEach(line -> lines.add(("# " + plain(line)).stripTrailing()));
        return this;
    }

    private Ktap result(String word, String name, String end) {
        lines.add(word + " " + tests() + " " + plain(name).replace("\\", "\\\\").replace("#", "\\#") + end);
        return this;
    }

    private int tests() {
        return passed + failed + skipped;
    }

    /** Names come from headers and scripts: none may end a line, or begin one. */
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\u2028\u2029]", " ").strip();
    }

    /** The whole of it; the plan stands before the results, so it can't be told earlier. */
    public String render() {
        StringBuilder out = new StringBuilder("KTAP version 1\n1.." + tests() + "\n");
        lines.forEach(line -> out.append(line).append('\n'));
        return out.append("# Totals: pass:%d fail:%d xfail:0 xpass:0 skip:%d error:0\n"
                        .formatted(passed, failed, skipped))
                .toString();
    }
}
