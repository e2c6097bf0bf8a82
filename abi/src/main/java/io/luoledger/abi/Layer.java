package io.luoledger.abi;

/** Which part of the incoming kernel compares a guard, and so what a difference does. Outermost first. */
public enum Layer {
    /** Compatible string of the KHO root: a difference makes the kernel boot cold. */
    KHO_ROOT,
    /** Name of the root's memory-map property: a difference makes the kernel boot cold. */
    KHO_MEMORY_MAP,
    /** Version of the kexec-metadata node: a difference is ignored with a warning. */
    KEXEC_METADATA,
    /** Name of LUO's node: a difference counts as "nothing was handed over". */
    LUO_NODE,
    /** Name of a node's data property: without it LUO's node is broken, which panics. */
    KHO_DATA,
    /** Name of a node's size property: without it LUO's node is broken, which panics. */
    KHO_SIZE,
    /** LUO's own string: a difference panics. */
    LUO,
    /** String of a part of LUO's tree (luo-session-vN, luo-flb-vN of the early format): a difference panics. */
    LUO_PART,
    /** Name of a node or property in LUO's tree (early format): without it LUO's state is broken, which panics. */
    LUO_NAME,
    /** Compatible string of a file handler: a difference makes every open of the device fail. */
    HANDLER,
    /** Name of an FLB: a difference counts as "no data". */
    FLB,
    /** Version inside an FLB's data: a difference panics. */
    FLB_VERSION,
    /** Name of the node of another client than LUO: a difference counts as "nothing was handed over" to that client. */
    KHO_NODE,
    /** Versions of a node's data, side by side under their numbers: without one in common LUO's node is broken, which panics. */
    NODE_VERSION,
    /** Version in the data of another client than LUO: a difference is warned of, and the data is dropped. */
    CLIENT_VERSION,
    /** Magic number at the head of a struct: a reader that looks for it doesn't take bytes without it. */
    MAGIC,
    /** Feature flags at the head of a file's data: with one that the reader must know and doesn't, the file isn't retrieved. */
    FEATURES,
    /** A string that nobody is known to compare. */
    OTHER;

    /** Whether it stands for the bytes of structs; the others are names by which something is found. */
    public boolean guardsBytes() {
        return switch (this) {
            case KHO_ROOT,
                    KEXEC_METADATA,
                    LUO,
                    LUO_PART,
                    HANDLER,
                    FLB,
                    FLB_VERSION,
                    NODE_VERSION,
                    CLIENT_VERSION,
                    MAGIC,
                    FEATURES,
                    OTHER -> true;
            case KHO_MEMORY_MAP, KHO_NODE, LUO_NODE, KHO_DATA, KHO_SIZE, LUO_NAME -> false;
        };
    }
}
