package io.luoledger.glossary;

import io.luoledger.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The errnos that a finding carries, in the sense that they have for the call that was refused. */
public final class FindingErrno {
    private static final Pattern ERRNO = Pattern.compile("\\bE[A-Z0-9]{2,}\\b");

    /** Of what was expected of a call that was refused. */
    private static final Pattern FINISH = Pattern.compile("^FINISH |^finished$");

    /** What was called where such a finding is raised. */
    private static final Map<String, String> CALLS = Map.ofEntries(
            Map.entry("LIFE-CREATE-REFUSED", "CREATE_SESSION"),
            Map.entry("LIFE-PRESERVE-REFUSED", "PRESERVE_FD"),
            Map.entry("LIFE-FREEZE-REFUSED", "reboot(KEXEC)"),
            Map.entry("LIFE-HANDOVER-REFUSED", "reboot(KEXEC)"),
            Map.entry("LIFE-UPDATE-ABORTED", "reboot(KEXEC)"),
            Map.entry("LIFE-OPEN-REFUSED", "open(/dev/liveupdate)"),
            Map.entry("LIFE-OPENED-TOO-EARLY", "open(/dev/liveupdate)"),
            Map.entry("LIFE-RETRIEVE-FAILED", "RETRIEVE_FD"),
            Map.entry("LIFE-RETRIEVE-RETRYABLE", "RETRIEVE_FD"),
            Map.entry("LIFE-RETRIEVE-REFUSED", "RETRIEVE_FD"),
            Map.entry("LIFE-FINISH-REFUSED", "FINISH"));

    private FindingErrno() {}

    /** Each errno that was found, with its meaning and remedy; without the senses that it has elsewhere. */
    public static List<Word> of(Finding finding) {
        List<Word> words = new ArrayList<>();
        Matcher found = ERRNO.matcher(finding.found());
        while (found.find()) {
            String name = found.group();
            if (words.stream().noneMatch(word -> word.word().equals(name))) {
                words.addAll(senses(name, call(finding)));
            }
        }
        return words;
    }

    private static String call(Finding finding) {
        if (finding.kind().id().equals("LIFE-CALL-REFUSED")
                && FINISH.matcher(finding.expected()).find()) {
            return "FINISH";
        }
        return finding.kind().id().startsWith("LIFE-RETRIEVE-")
                        && finding.subject().startsWith("session ")
                ? "RETRIEVE_SESSION"
                : CALLS.getOrDefault(finding.kind().id(), "");
    }

    /** Without a call of which it tells something, what it means in general is better than a guess. */
    private static List<Word> senses(String errno, String call) {
        return Glossary.find(errno).stream()
                .filter(word -> word.of().equals("errno of " + call)
                        || word.of().equals("errno of any ioctl")
                        || word.of().equals("errno"))
                .limit(1)
                .toList();
    }
}
