package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.wire.JsonDocument;
import io.luoledger.wire.LedgerException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * {@code abi check --quiet} without the option parser, whose start takes longer than the check: agents ask at every
 * kexec. Whatever isn't plainly this call, or goes wrong, is left to the command proper, so that there is one place that
 * says what is wrong.
 */
final class QuietCheck {
    private @Nullable String from;
    private @Nullable String to;
    private boolean both;
    private boolean quiet;

    private QuietCheck() {}

    /** The exit code; empty when the arguments ask for something else. */
    static OptionalInt run(String... arguments) {
        if (arguments.length < 3 || !arguments[0].equals("abi") || !arguments[1].equals("check")) {
            return OptionalInt.empty();
        }
        QuietCheck check = new QuietCheck();
        for (int i = 2; i < arguments.length; i++) {
            String argument = arguments[i];
            boolean last = i == arguments.length - 1;
            switch (argument) {
                case "-q", "--quiet" -> check.quiet = true;
                case "--both" -> check.both = true;
                case "--from" -> check.from = last || check.from != null ? "" : arguments[++i];
                case "--to" -> check.to = last || check.to != null ? "" : arguments[++i];
                default -> {
                    return OptionalInt.empty();
                }
            }
        }
        return check.quiet && isName(check.from) && isName(check.to)
                ? check.judge(String.valueOf(check.from), String.valueOf(check.to))
                : OptionalInt.empty();
    }

    private static boolean isName(@Nullable String argument) {
        return argument != null && !argument.isEmpty() && !argument.startsWith("-");
    }

    private OptionalInt judge(String outgoingName, String incomingName) {
        HeadStart.on(JsonDocument::makeReady);
        try {
            AbiSources sources = AbiSources.plain();
            AbiDescriptor outgoing = sources.load(outgoingName);
            AbiDescriptor incoming = sources.load(incomingName);
            boolean wrong = AbiGate.isError(outgoing, incoming) || (both && AbiGate.isError(incoming, outgoing));
            return OptionalInt.of(wrong ? ExitCode.FOUND : ExitCode.OK);
        } catch (LedgerException | UsageException e) {
            return OptionalInt.empty();
        }
    }
}
