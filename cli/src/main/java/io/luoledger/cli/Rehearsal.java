package io.luoledger.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;

/**
 * What the launcher has a JVM do once after a build, so that what a start works out is kept and later ones are fast: the
 * commands that are asked for often and do little, on a small log. Says nothing; what fails here fails aloud when it is used.
 */
final class Rehearsal {
    private Rehearsal() {}

    /** @param arguments the directory for the log */
    public static void main(String[] arguments) {
        String log = Path.of(arguments[0], "rehearsal.avro").toString();
        run("simulate", "--fleet", "1", "--updates", "1", "--seed", "1", "-o", log, "--force");
        run("preflight", "--host", "host-000000", "--log", log, "--to", "7.3");
        run("replay", log);
        run("verify", log);
        run("events", log);
        run("diff", log, "--host", "host-000000", "--update", "1");
        run("abi", "check", "--from", "7.2", "--to", "7.3");
        run("abi", "plan", "--from", "7.2", "--to", "7.3");
        run("findings");
        run("--help");
        run("abi", "check", "--help");
        System.exit(ExitCode.OK);
    }

    private static void run(String... arguments) {
        LuoLedger.run(new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()), arguments);
    }
}
