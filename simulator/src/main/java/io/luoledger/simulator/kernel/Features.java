package io.luoledger.simulator.kernel;

import io.luoledger.simulator.memory.StructView;

/**
 * A feature header as posted, and who writes it.
 *
 * @param supp features that the writer knows
 * @param req features without which the reader must not go on
 * @param active features that are in use in what follows
 */
record Features(long supp, long req, long active) {
    /** Numbers, sessions and FLBs. */
    private static final long LUO = 0x7;
    /** Seals and folios. */
    private static final long MEMFD = 0x3;

    static Features ofLuo(KernelProfile kernel) {
        return of(kernel, LUO);
    }

    static Features ofMemfd(KernelProfile kernel) {
        return of(kernel, MEMFD);
    }

    /** With the next free bit as one more feature, as far as the kernel has one. */
    private static Features of(KernelProfile kernel, long core) {
        long more = core + 1;
        if (kernel.has(Posted.FEATURES_REQUIRED)) {
            return new Features(core | more, core | more, core | more);
        }
        if (kernel.has(Posted.FEATURES_OPTIONAL)) {
            return new Features(core | more, core, core | more);
        }
        return new Features(kernel.has(Posted.FEATURES_TRANSITION) ? core | more : core, core, core);
    }

    /** As a struct begins with it. */
    static Features read(StructView header) {
        return new Features(header.get("supp"), header.get("req"), header.get("active"));
    }

    void write(StructView header) {
        header.set("supp", supp);
        header.set("req", req);
        header.set("active", active);
    }

    /** Features that a kernel must know, and that this one doesn't. */
    long refusedBy(Features reader) {
        return req & ~reader.supp;
    }

    /** Features in use, and so data, that the reader doesn't know. */
    long lostIn(Features reader) {
        return active & ~reader.supp;
    }

    String inWords() {
        return "supp 0x%x, req 0x%x, active 0x%x".formatted(supp, req, active);
    }
}
