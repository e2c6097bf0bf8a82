package io.luoledger.abi.verdict;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.StructLayout;
import java.util.ArrayList;
import java.util.List;

/** What can be said against a descriptor without a second one. */
public final class Lint {
    private Lint() {}

    public static List<AbiFinding> of(AbiDescriptor descriptor) {
        List<AbiFinding> findings = new ArrayList<>(comments(descriptor));
        for (StructLayout layout : descriptor.structs()) {
            if (layout.guard() == null && !layout.isTree()) {
                findings.add(AbiFinding.of(AbiFindings.NO_GUARD, layout.name(), null, null));
            }
        }
        descriptor
                .incomplete()
                .forEach(what -> findings.add(AbiFinding.of(
                        AbiFindings.INCOMPLETE, descriptor.release(), null, null, "Not known: " + what + ".")));
        descriptor
                .assumed()
                .forEach(what -> findings.add(AbiFinding.of(
                        AbiFindings.ASSUMED, descriptor.release(), null, null, "Assumed: " + what + ".")));
        return findings;
    }

    /** Strings of comments that aren't those of the macros: "from" is the comment's, "to" the macro's. */
    static List<AbiFinding> comments(AbiDescriptor descriptor) {
        List<AbiFinding> findings = new ArrayList<>();
        for (AbiDescriptor.DocumentedString documented : descriptor.documented()) {
            descriptor
                    .guard(documented.guard())
                    .filter(guard -> !guard.writes().contains(documented.value()))
                    .ifPresent(guard -> findings.add(AbiFinding.of(
                            AbiFindings.COMMENT,
                            guard.name(),
                            documented.value(),
                            guard.value(),
                            "At " + documented.place() + ".")));
        }
        return findings;
    }
}
