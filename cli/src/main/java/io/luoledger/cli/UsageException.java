package io.luoledger.cli;

import io.luoledger.event.Draft;
import java.util.regex.Pattern;

/** The command was called in a way that makes no sense. The message says what was expected. Exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern RELEASE = Pattern.compile("[!-~]{1,128}");

    UsageException(String message) {
        super(message);
    }

    /** What --host says, which may be the name of a host. */
    static String requireHost(String host) {
        try {
            return Draft.requireHost(host);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--host: " + e.getMessage());
        }
    }

    /** What an option says, which may be a release: an unset variable of a shell gives nothing. */
    static void requireRelease(String option, String release) {
        if (!RELEASE.matcher(release).matches()) {
            throw new UsageException(option + " \"" + Printable.text(release)
                    + "\": expected 1 to 128 characters without spaces, as of uname -r");
        }
    }
}
