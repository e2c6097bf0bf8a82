package io.luoledger.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** The command, run in this process, and what it said. */
record Ran(int code, String out, String err) {
    static Ran command(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = List.of(arguments).stream().map(String::valueOf).toArray(String[]::new);
        int code = LuoLedger.run(new PrintWriter(out), new PrintWriter(err, true), words);
        return new Ran(code, out.toString(), err.toString());
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
