package io.luoledger.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A subcommand: it gives the exit code of what it did; trouble is an exception, of which {@link LuoLedger} makes words. */
@SuppressWarnings("NullAway.Init") // picocli fills the field
abstract class LedgerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Standard output for people. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Standard output for what has to stay as it is, whatever room there is. */
    final PrintWriter exact() {
        return TextOut.exact(out());
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
