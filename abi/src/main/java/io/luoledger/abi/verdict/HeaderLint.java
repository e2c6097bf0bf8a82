package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Field;
import io.luoledger.abi.Guard;
import io.luoledger.abi.GuardForm;
import io.luoledger.abi.Hazard;
import io.luoledger.abi.StructLayout;
import io.luoledger.finding.FindingKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Hazards of one kernel's preserved state: what will break a hand-over though nothing is wrong yet. */
public final class HeaderLint {
    private static final String HEADERS = "headers of ";
    private static final Set<GuardForm> VERSIONED = EnumSet.of(GuardForm.VERSION, GuardForm.FEATURES, GuardForm.COPIES);

    private final AbiDescriptor kernel;
    private final List<AbiFinding> findings = new ArrayList<>();

    private HeaderLint(AbiDescriptor kernel) {
        this.kernel = kernel;
    }

    /** In the order of the structs; what of its headers couldn't be read at last, which keeps them from being clean. */
    public static List<AbiFinding> of(AbiDescriptor kernel) {
        HeaderLint lint = new HeaderLint(kernel);
        kernel.structs().stream().filter(layout -> !layout.isTree()).forEach(lint::struct);
        lint.versions();
        kernel.hazards().forEach(lint::hazard);
        lint.findings.addAll(Lint.comments(kernel));
        if (kernel.source().startsWith(HEADERS)) {
            kernel.unread().forEach(lint::unread);
        }
        return List.copyOf(lint.findings);
    }

    private void struct(StructLayout layout) {
        for (Field field : layout.fields()) {
            if (field.type().equals("bool")) {
                add(LintFindings.BOOL, layout, field, "");
            }
            if (field.type().equals("ptr")) {
                add(LintFindings.POINTER, layout, field, "");
            }
            String inner = field.embeds();
            if (inner != null && kernel.struct(inner).isEmpty() && field.type().startsWith("struct ")) {
                add(LintFindings.BY_VALUE, layout, field, "It is " + inner + ".");
            }
        }
        for (String option : layout.dependsOn()) {
            boolean pages = option.equals(StructLayout.PAGE_SIZE);
            add(pages ? LintFindings.PAGE_SIZE : LintFindings.CONFIGURATION, layout, "It depends on " + option + ".");
        }
        if (!layout.packed()) {
            holes(layout);
        }
    }

    private void holes(StructLayout layout) {
        long end = 0;
        String before = "the start";
        List<Field> inOrder = layout.fields().stream()
                .filter(field -> field.offset() != null)
                .sorted(Comparator.comparingLong(Field::firstBit))
                .toList();
        for (Field field : inOrder) {
            if (field.firstBit() > end) {
                hole(layout, end, field.firstBit(), before, field.name());
            }
            if (field.firstBit() + field.bits() >= end) {
                end = field.firstBit() + field.bits();
                before = field.name();
            }
        }
        if (layout.size() != null && !inOrder.isEmpty() && layout.size() * 8L > end) {
            hole(layout, end, layout.size() * 8L, before, "the end");
        }
    }

    /** Single bits that are left of a word are no bytes that nobody writes. */
    private void hole(StructLayout layout, long from, long to, String before, String after) {
        long first = (from + 7) / 8;
        long last = to / 8 - 1;
        if (first <= last) {
            String bytes = first == last ? "Byte " + first : "Bytes " + first + "-" + last;
            add(LintFindings.HOLE, layout, bytes + " between " + before + " and " + after + ".");
        }
    }

    /** One for each guard that has no version, and for each struct that nothing guards. */
    private void versions() {
        Set<String> told = new LinkedHashSet<>();
        for (StructLayout layout : kernel.structs()) {
            Optional<Guard> guard = kernel.guard(layout.guard());
            if (layout.isTree() || guard.filter(this::isVersioned).isPresent()) {
                continue;
            }
            String path = guard.map(Guard::name).orElse(layout.name());
            if (told.add(path)) {
                findings.add(AbiFinding.of(
                        LintFindings.VERSION,
                        path,
                        null,
                        null,
                        guard.map(one -> "\"" + one.value() + "\" is a "
                                        + one.form().words() + ".")
                                .orElse("Nothing guards it.")));
            }
        }
    }

    /** A string with a number in it, or a version beside the data that the guard leads to. */
    private boolean isVersioned(Guard guard) {
        boolean itself = VERSIONED.contains(guard.form())
                || (guard.form() == GuardForm.STRING && guard.value().matches(".*\\d"));
        return itself
                || kernel.guards().stream()
                        .anyMatch(other -> other.kind().equals(guard.kind()) && VERSIONED.contains(other.form()));
    }

    private void hazard(Hazard hazard) {
        FindingKind kind = switch (hazard.kind()) {
            case ENUM_WITHOUT_VALUES -> LintFindings.ENUM;
            case INTERNAL_CONSTANT -> LintFindings.INTERNAL;
        };
        String detail = "At " + hazard.place() + ": " + hazard.detail() + ".";
        findings.add(AbiFinding.of(kind, hazard.path(), null, null, detail));
    }

    /** A layout that an option decides is a hazard that is known; what couldn't be read at all may hold any. */
    private void unread(String what) {
        boolean option = AbiDescriptor.dependsOnOption(what);
        findings.add(AbiFinding.of(
                option ? LintFindings.CONFIGURATION : AbiFindings.INCOMPLETE,
                kernel.release(),
                null,
                null,
                "Not known: " + what + "."));
    }

    private void add(FindingKind kind, StructLayout layout, Field field, String detail) {
        findings.add(AbiFinding.of(kind, layout.name() + "." + field.name(), null, null, detail));
    }

    private void add(FindingKind kind, StructLayout layout, String detail) {
        findings.add(AbiFinding.of(kind, layout.name(), null, null, detail));
    }
}
