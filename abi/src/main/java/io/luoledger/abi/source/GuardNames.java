package io.luoledger.abi.source;

import io.luoledger.abi.Layer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the kernel's constants are for, by the names that they have in its headers. */
final class GuardNames {
    /** What a constant guards. */
    record Meaning(Layer layer, String kind) {}

    private static final Map<String, Meaning> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put("KHO_FDT_COMPATIBLE", new Meaning(Layer.KHO_ROOT, "kho"));
        KNOWN.put("LUO_ABI_COMPATIBLE", new Meaning(Layer.LUO, "luo"));
        KNOWN.put("LUO_FDT_COMPATIBLE", new Meaning(Layer.LUO, "luo"));
        KNOWN.put("LUO_FDT_SESSION_COMPATIBLE", new Meaning(Layer.LUO_PART, "luo"));
        KNOWN.put("LUO_FDT_FLB_COMPATIBLE", new Meaning(Layer.LUO_PART, "luo"));
        KNOWN.put("KHO_METADATA_VERSION", new Meaning(Layer.KEXEC_METADATA, "kexec-metadata"));
        KNOWN.put("KHO_KEXEC_METADATA_VERSION", new Meaning(Layer.KEXEC_METADATA, "kexec-metadata"));
        KNOWN.put("KHO_FDT_MEMORY_MAP_PROP_NAME", new Meaning(Layer.KHO_MEMORY_MAP, "kho"));
        KNOWN.put("KHO_SUB_TREE_PROP_NAME", new Meaning(Layer.KHO_DATA, "kho"));
        KNOWN.put("KHO_SUB_TREE_SIZE_PROP_NAME", new Meaning(Layer.KHO_SIZE, "kho"));
        KNOWN.put("LUO_KHO_ENTRY_NAME", new Meaning(Layer.LUO_NODE, "luo"));
        KNOWN.put("MEMBLOCK_KHO_NODE_COMPATIBLE", new Meaning(Layer.OTHER, "memblock"));
        KNOWN.put("RESERVE_MEM_KHO_NODE_COMPATIBLE", new Meaning(Layer.OTHER, "memblock"));
    }

    private GuardNames() {}

    /** What a constant of this name is for; empty when it isn't a guard. */
    static Optional<Meaning> of(String constant) {
        Meaning known = KNOWN.get(constant);
        if (known != null) {
            return Optional.of(known);
        }
        if (constant.endsWith("_LUO_FH_COMPATIBLE")) {
            return Optional.of(new Meaning(Layer.HANDLER, kind(constant, "_LUO_FH_COMPATIBLE")));
        }
        if (constant.endsWith("_LUO_FLB_COMPATIBLE")) {
            return Optional.of(new Meaning(Layer.FLB, kind(constant, "_LUO_FLB_COMPATIBLE")));
        }
        if (constant.endsWith("_LUO_FLB_VERSION")) {
            return Optional.of(new Meaning(Layer.FLB_VERSION, kind(constant, "_LUO_FLB_VERSION")));
        }
        if (constant.endsWith("_LUO_COMPATIBLE")) {
            return Optional.of(new Meaning(Layer.HANDLER, kind(constant, "_LUO_COMPATIBLE")));
        }
        return constant.endsWith("_COMPATIBLE")
                ? Optional.of(new Meaning(Layer.OTHER, kind(constant, "_COMPATIBLE")))
                : Optional.empty();
    }

    private static String kind(String constant, String suffix) {
        return constant.substring(0, constant.length() - suffix.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }
}
