package io.luoledger.abi.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types that have a name so far: the kernel's own integers first, then typedefs and tags as declarations bring them. */
final class CTypeNames {
    private final Map<String, CType> typedefs = new HashMap<>();
    private final Map<String, CType> tagged = new HashMap<>();

    /** The kernel's set of processors: a bit for each that it is built for, in whole words. */
    static final String CPUMASK = "cpumask_t";

    CTypeNames(CMachine machine) {
        for (int bits : new int[] {8, 16, 32, 64}) {
            for (String prefix : List.of("", "__")) {
                for (String kind : List.of("u", "s", "le", "be")) {
                    typedefs.put(prefix + kind + bits, CType.plain(kind + bits, bits / 8));
                }
            }
            typedefs.put("uint" + bits + "_t", CType.plain("u" + bits, bits / 8));
            typedefs.put("int" + bits + "_t", CType.plain("s" + bits, bits / 8));
        }
        for (String wide : List.of("phys_addr_t", "size_t", "dma_addr_t", "pgoff_t", "uintptr_t", "__aligned_u64")) {
            typedefs.put(wide, CType.plain("u64", 8));
        }
        typedefs.put("loff_t", CType.plain("s64", 8));
        typedefs.put("void", CType.plain("void", 1));
        if (machine.cpus() != null) {
            CType mask = new CType(CPUMASK, (machine.cpus() + 63L) / 64 * 8, 8, null, false, false, null);
            typedefs.put(CPUMASK, mask);
            tag("struct", "cpumask", mask);
        }
    }

    void define(String name, CType type) {
        typedefs.put(name, type);
    }

    @Nullable
    CType typedef(String name) {
        return typedefs.get(name);
    }

    /** A struct, union or enum by its keyword and tag. */
    void tag(String keyword, String name, CType type) {
        tagged.put(keyword + " " + name, type);
    }

    @Nullable
    CType tagged(String keyword, String name) {
        return tagged.get(keyword + " " + name);
    }
}
