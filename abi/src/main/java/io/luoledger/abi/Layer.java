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
    /** Compatible string of a file handler: a difference makes every open of the device fail. */
    HANDLER,
    /** Name of an FLB: a difference counts as "no data". */
    FLB,
    /** Version inside an FLB's data: a difference panics. */
    FLB_VERSION,
    /** A string that nobody is known to compare. */
    OTHER
}
