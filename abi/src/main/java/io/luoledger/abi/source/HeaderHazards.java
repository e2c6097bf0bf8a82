package io.luoledger.abi.source;

import io.luoledger.abi.Hazard;
import io.luoledger.abi.source.CParser.Struct;
import io.luoledger.abi.source.CType.Member;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the text of headers shows and no layout does: enums that renumber themselves, values that are numbered elsewhere. */
final class HeaderHazards {
    private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?:_?\\*)?");
    private static final Pattern SUBJECT = Pattern.compile("@(\\w+):");
    /** What every header knows of the machine. */
    private static final Set<String> MACHINE = Set.of("PAGE_SIZE", "PAGE_SHIFT", "NR_CPUS", "BITS_PER_LONG");

    private final CPreprocessor preprocessor;
    private final CParser parser;
    private final Predicate<String> isAbi;

    /** @param isAbi whether a file is one of the ABI's headers */
    HeaderHazards(CPreprocessor preprocessor, CParser parser, Predicate<String> isAbi) {
        this.preprocessor = preprocessor;
        this.parser = parser;
        this.isAbi = isAbi;
    }

    List<Hazard> all() {
        List<Hazard> hazards = new ArrayList<>();
        parser.unvalued().stream()
                .filter(one -> isAbi.test(one.constant().file()))
                .forEach(one -> hazards.add(new Hazard(
                        Hazard.Kind.ENUM_WITHOUT_VALUES,
                        one.name(),
                        one.constant().text(),
                        one.constant().place())));
        parser.structs().values().stream()
                .filter(struct -> isAbi.test(struct.at().file()))
                .forEach(struct -> numberedElsewhere(struct, hazards));
        return hazards;
    }

    private void numberedElsewhere(Struct struct, List<Hazard> hazards) {
        Set<String> told = new LinkedHashSet<>();
        for (CLexer.Comment comment : preprocessor.comments()) {
            if (!isAbout(comment, struct)) {
                continue;
            }
            Matcher matcher = CONSTANT.matcher(comment.text());
            while (matcher.find()) {
                String name = matcher.group();
                String path = path(comment, matcher.start(), struct);
                if (!isKnown(name.replaceAll("_?\\*$", "")) && told.add(path + " " + name)) {
                    int line = comment.line() + lines(comment.text().substring(0, matcher.start()));
                    hazards.add(new Hazard(Hazard.Kind.INTERNAL_CONSTANT, path, name, comment.file() + ":" + line));
                }
            }
        }
    }

    private static int lines(String text) {
        return (int) text.chars().filter(one -> one == '\n').count();
    }

    /** Inside the struct, or right above it. */
    private static boolean isAbout(CLexer.Comment comment, Struct struct) {
        boolean inside = comment.line() >= struct.at().line() && comment.endLine() <= struct.endLine();
        boolean above = comment.endLine() < struct.at().line() && struct.at().line() - comment.endLine() <= 2;
        return comment.file().equals(struct.at().file()) && (inside || above);
    }

    /** The field that a comment is about: the one that it names before, or the one whose line it ends. */
    private static String path(CLexer.Comment comment, int position, Struct struct) {
        Matcher subject = SUBJECT.matcher(comment.text().substring(0, position));
        String named = null;
        while (subject.find()) {
            named = subject.group(1);
        }
        List<Member> members = Objects.requireNonNullElse(struct.type().members(), List.of());
        String field = named;
        Optional<String> found = members.stream()
                .filter(member -> field == null
                        ? member.line() == comment.line()
                        : member.name().equals(field))
                .map(Member::name)
                .findFirst();
        return found.map(name -> struct.name() + "." + name).orElse(struct.name());
    }

    /** Whether the ABI's headers say what it is, or the interface to user space does, which never changes. */
    private boolean isKnown(String name) {
        if (MACHINE.contains(name) || name.startsWith("CONFIG_") || isUnmoved(name)) {
            return true;
        }
        return preprocessor.macros().keySet().stream().anyMatch(macro -> macro.startsWith(name) && isUnmoved(macro))
                || parser.constants().all().keySet().stream().anyMatch(one -> one.startsWith(name));
    }

    private boolean isUnmoved(String macro) {
        CToken at = preprocessor.definition(macro);
        return at != null && (isAbi.test(at.file()) || at.file().contains("/uapi/"));
    }
}
