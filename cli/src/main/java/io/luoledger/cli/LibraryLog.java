package io.luoledger.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard error as the libraries write to it: what they say without where in their code they said it. The command
 * itself writes past it. With LUO_LEDGER_TRACE set it isn't used, and everything is shown.
 */
final class LibraryLog extends OutputStream {
    private static final int LONGEST_LINE = 64 * 1024;

    private final OutputStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LibraryLog(OutputStream out) {
        this.out = out;
    }

    /** From now on libraries write through one. */
    static void install(OutputStream standardError) {
        System.setErr(new PrintStream(new LibraryLog(standardError), true, StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void write(int octet) throws IOException {
        line.write(octet);
        if (octet == '\n' || line.size() == LONGEST_LINE) {
            pass();
        }
    }

    /** A line that isn't at its end goes out as well: progress is shown that way. */
    @Override
    public synchronized void flush() throws IOException {
        if (line.size() > 0 && line.toByteArray()[0] != '\t') {
            pass();
        }
    }

    private void pass() throws IOException {
        String text = line.toString(StandardCharsets.UTF_8);
        if (!text.startsWith("\tat ") && !text.startsWith("\t... ")) {
            line.writeTo(out);
            out.flush();
        }
        line.reset();
    }

    @Override
    public synchronized void close() throws IOException {
        pass();
        out.close();
    }
}
