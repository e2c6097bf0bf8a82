package io.luoledger.bench;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a user waits for a command's start, beside a JVM that says hello. */
final class StartRows {
    private static final int STARTS = 3;

    private StartRows() {}

    static List<Row> rows() {
        return List.of(
                row("start-check", 2.5, 5.5, "abi", "check", "--quiet", "7.2", "7.3"),
                row("start-help", 4, 8, "--help"),
                row("start-preflight", 4, 9, "preflight", "--help"));
    }

    private static Row row(String id, double reach, double stated, String... arguments) {
        return new Row.Ratio(
                id,
                "the start of luo-ledger " + String.join(" ", arguments) + " / of a JVM that says hello",
                Row.Bound.AT_MOST,
                Row.Clock.WALL,
                reach,
                stated,
                setting -> open(setting, arguments));
    }

    private static Contest open(Setting setting, String... arguments) throws NotHereException {
        if (setting.command().isEmpty()) {
            throw new NotHereException("there is no luo-ledger launcher beside this program");
        }
        List<String> ours = new ArrayList<>(setting.command());
        ours.addAll(List.of(arguments));
        List<String> theirs = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                ownClasses(),
                Hello.class.getName());
        return Contest.of(() -> starts(ours), () -> starts(theirs));
    }

    private static String ownClasses() {
        try {
            return new File(StartRows.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long starts(List<String> command) throws Exception {
        for (int start = 0; start < STARTS; start++) {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int code = process.waitFor();
            // 1: something was found, which is an answer
            if (code > 1) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
            }
        }
        return STARTS;
    }
}
