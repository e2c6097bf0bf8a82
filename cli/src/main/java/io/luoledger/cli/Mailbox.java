package io.luoledger.cli;

import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The patches of a mailbox in their order. git takes the mails apart, which it does with every encoding that it sends; what is no
 * patch of the series is left out and told, and a series that isn't whole is none.
 */
final class Mailbox {
    /** Patches are of files in any encoding, which git compares by their bytes: a letter for each. */
    static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private static final Pattern TAG = Pattern.compile("^\\s*\\[([^\\]]*)\\]\\s*");
    private static final Pattern NUMBER = Pattern.compile("\\b(\\d{1,4})/(\\d{1,4})\\b");
    private static final Pattern VERSION = Pattern.compile("(?i)\\bv(\\d{1,3})\\b");
    private static final Pattern REPLY = Pattern.compile("(?i)^\\s*(re|aw|fwd?|sv|antw)\\s*:.*");
    private static final Pattern DIFF = Pattern.compile("(?m)^(diff --git |--- \\S.*\\R\\+\\+\\+ \\S)");

    /**
     * A mail with a diff.
     *
     * @param number of the series, 0 when the subject has none
     * @param of how many, 0 when the subject doesn't say
     */
    record Patch(int version, int number, int of, String subject, String diff) {
        String id() {
            return number == 0 ? subject : number + "/" + of;
        }
    }

    /** @param leftOut subjects of mails that aren't patches of this series, and why */
    record Content(List<Patch> patches, List<String> leftOut) {}

    private final String name;
    private final List<Patch> found = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private Mailbox(String name) {
        this.name = name;
    }

    /**
     * @param file a mailbox, or one mail
     * @param work an empty directory
     */
    static Content read(Path file, Path work) throws IOException {
        Mailbox mailbox = new Mailbox(file.toString());
        mailbox.split(file, work);
        return new Content(mailbox.series(), mailbox.leftOut);
    }

    private void split(Path file, Path work) throws IOException {
        byte[] bytes = file.toString().equals("-") ? AbiSources.bytes(System.in, file) : AbiSources.bytes(file);
        Path whole = Files.write(work.resolve("mailbox"), bytes);
        Path mails = Files.createDirectory(work.resolve("mails"));
        Git git = Git.apart(work);
        Git.Answer split = git.run(
                "mailsplit",
                "-b",
                "-o" + mails.toAbsolutePath(),
                whole.toAbsolutePath().toString());
        if (!split.worked()) {
            throw new UnreadableInputException(name + ": no mailbox: " + split.reason());
        }
        try (Stream<Path> files = Files.list(mails)) {
            for (Path mail : files.sorted().toList()) {
                mail(git, mail, work);
            }
        }
        if (found.isEmpty()) {
            throw new UnreadableInputException(name + ": no patch in " + Counts.of(leftOut.size(), "mail")
                    + "; expected what git format-patch writes or a list's archive gives");
        }
    }

    private void mail(Git git, Path mail, Path work) throws IOException {
        Path patch = work.resolve("patch");
        Git.Answer info = git.run(
                Files.readAllBytes(mail),
                "mailinfo",
                "-k",
                "--encoding=UTF-8",
                work.resolve("message").toAbsolutePath().toString(),
                patch.toAbsolutePath().toString());
        String where = name + ", mail " + mail.getFileName();
        if (!info.worked()) {
            throw new UnreadableInputException(where + ": " + info.reason());
        }
        String subject = info.out()
                .lines()
                .filter(line -> line.startsWith("Subject: "))
                .map(line -> line.substring("Subject: ".length()).strip())
                .findFirst()
                .orElse(where);
        String diff = Files.readString(patch, BYTES);
        boolean changes = DIFF.matcher(diff).find();
        if (REPLY.matcher(subject).matches()) {
            leftOut.add(subject + ": a reply" + (changes ? ", with a diff that isn't taken" : ""));
        } else if (!changes) {
            leftOut.add(subject + ": without a diff");
        } else {
            found.add(patch(subject, diff));
        }
    }

    private static Patch patch(String subject, String diff) {
        int version = 1;
        int number = 0;
        int of = 0;
        String rest = subject;
        for (Matcher tag = TAG.matcher(rest); tag.find(); tag = TAG.matcher(rest)) {
            Matcher counted = NUMBER.matcher(tag.group(1));
            if (counted.find()) {
                number = Integer.parseInt(counted.group(1));
                of = Integer.parseInt(counted.group(2));
            }
            Matcher versioned = VERSION.matcher(tag.group(1));
            if (versioned.find()) {
                version = Integer.parseInt(versioned.group(1));
            }
            rest = rest.substring(tag.end());
        }
        return new Patch(version, number, of, rest, diff);
    }

    /** Of the newest version, by number; a mailbox of patches without numbers is in its own order. */
    private List<Patch> series() {
        int newest = found.stream().mapToInt(Patch::version).max().orElse(1);
        List<Patch> patches = new ArrayList<>();
        for (Patch patch : found) {
            if (patch.version() == newest) {
                patches.add(patch);
            } else {
                leftOut.add(patch.id() + " " + patch.subject() + ": of version " + patch.version() + ", and version "
                        + newest + " is here");
            }
        }
        if (patches.stream().allMatch(patch -> patch.number() == 0)) {
            return patches;
        }
        TreeMap<Integer, Patch> byNumber = new TreeMap<>();
        int of = patches.stream().mapToInt(Patch::of).max().orElse(0);
        for (Patch patch :
                patches.stream().sorted(Comparator.comparingInt(Patch::number)).toList()) {
            if (patch.number() == 0 || patch.of() != of) {
                throw new UnreadableInputException(name + ": \"" + patch.subject() + "\" isn't one of the " + of
                        + " patches; expected one series");
            }
            Patch before = byNumber.put(patch.number(), patch);
            if (before != null && !before.diff().equals(patch.diff())) {
                throw new UnreadableInputException(name + ": two patches " + patch.id() + ", \"" + before.subject()
                        + "\" and \"" + patch.subject() + "\"; expected one series");
            }
            if (before != null) {
                leftOut.add(patch.id() + " " + patch.subject() + ": here twice");
            }
        }
        for (int number = 1; number <= of; number++) {
            if (!byNumber.containsKey(number)) {
                throw new UnreadableInputException(
                        name + ": patch " + number + "/" + of + " isn't in it; expected the whole series");
            }
        }
        return List.copyOf(byNumber.values());
    }
}
