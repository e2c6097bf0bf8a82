package io.luoledger.capture;

import java.util.regex.Pattern;

/** Words for a POSIX shell. */
public final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./-]+");

    private Shell() {}

    /** The word so that a shell takes it as it is. */
    public static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
