package io.luoledger.cli;

import io.luoledger.wire.Reason;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Remembers what a PrintWriter swallows: a result that didn't reach its disk is not a success. */
final class StandardOutput extends FilterOutputStream {
    private @Nullable String trouble;

    StandardOutput(OutputStream out) {
        super(new BufferedOutputStream(out));
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw noted(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw noted(e);
        }
    }

    private IOException noted(IOException e) {
        trouble = Reason.of(e);
        return e;
    }

    /** Why something was lost; null when nothing was, or when the reader has gone (as {@code head} does). */
    @Nullable
    String trouble() {
        return trouble == null || trouble.contains("Broken pipe") ? null : trouble;
    }
}
