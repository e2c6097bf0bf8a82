package io.luoledger.simulator.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The preserved-state ABI of one kernel, as far as the simulation reads and writes it.
 *
 * @param pageSize bytes
 * @param strings the kernel's constants by name (compatible strings, node and property names)
 * @param structs layouts by struct name
 */
public record PreservedAbi(int pageSize, Map<String, String> strings, Map<String, StructLayout> structs) {
    public static final String KHO_COMPATIBLE = "KHO_FDT_COMPATIBLE";
    public static final String KHO_MEMORY_MAP = "KHO_FDT_MEMORY_MAP_PROP_NAME";
    public static final String KHO_DATA = "KHO_SUB_TREE_PROP_NAME";
    public static final String KHO_SIZE = "KHO_SUB_TREE_SIZE_PROP_NAME";
    public static final String KHO_RADIX_DEPTH = "KHO_TREE_MAX_DEPTH";
    public static final String KHO_METADATA_VERSION = "KHO_METADATA_VERSION";
    public static final String LUO_COMPATIBLE = "LUO_ABI_COMPATIBLE";
    public static final String LUO_ENTRY = "LUO_KHO_ENTRY_NAME";
    public static final String LUO_SESSION_COMPATIBLE = "LUO_FDT_SESSION_COMPATIBLE";
    public static final String LUO_FLB_COMPATIBLE = "LUO_FDT_FLB_COMPATIBLE";
    public static final String MEMFD_COMPATIBLE = "MEMFD_LUO_FH_COMPATIBLE";
    public static final String PCI_COMPATIBLE = "PCI_LUO_FLB_COMPATIBLE";
    public static final String PCI_VERSION = "PCI_LUO_FLB_VERSION";
    public static final String VFIO_COMPATIBLE = "VFIO_PCI_LUO_FH_COMPATIBLE";
    public static final String IOMMUFD_COMPATIBLE = "IOMMUFD_LUO_COMPATIBLE";
    /** Struct of one preserved PCI function. */
    public static final String PCI_ENTRY = "pci_dev_ser";

    public PreservedAbi {
        strings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(strings));
        structs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(structs));
    }

    /** The constant, which must exist. */
    public String string(String name) {
        String value = strings.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the ABI has no " + name);
        }
        return value;
    }

    public @Nullable String stringOrNull(String name) {
        return strings.get(name);
    }

    /** The layout, which must exist. */
    public StructLayout struct(String name) {
        StructLayout layout = structs.get(name);
        if (layout == null) {
            throw new IllegalArgumentException("the ABI has no struct " + name);
        }
        return layout;
    }

    public boolean has(String struct) {
        return structs.containsKey(struct);
    }

    /** This ABI with some constants changed. */
    public PreservedAbi withStrings(Map<String, String> changed) {
        Map<String, String> all = new LinkedHashMap<>(strings);
        all.putAll(changed);
        return new PreservedAbi(pageSize, all, structs);
    }

    /** This ABI with some layouts changed or added. */
    public PreservedAbi withStructs(Map<String, StructLayout> changed) {
        Map<String, StructLayout> all = new LinkedHashMap<>(structs);
        all.putAll(changed);
        return new PreservedAbi(pageSize, strings, all);
    }

    /** How many entries of this struct a block of one page holds behind its header. */
    public int entriesPerBlock(String entry) {
        return (pageSize - struct("kho_block_header_ser").size())
                / struct(entry).size();
    }
}
