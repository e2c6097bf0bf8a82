package io.luoledger.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that has others below it: by itself it is wrong usage. */
@SuppressWarnings("NullAway.Init") // picocli fills the field
abstract class CommandGroup implements Runnable {
    @Spec
    private CommandSpec spec;

    private final String question;

    CommandGroup(String question) {
        this.question = question;
    }

    @Override
    public final void run() {
        throw new ParameterException(spec.commandLine(), question);
    }
}
