package io.luoledger.abi.source;

import org.jspecify.annotations.Nullable;

/**
 * What a header takes from the kernel that is built with it.
 *
 * @param pageSize Unit: bytes
 * @param cpus how many processors the kernel is built for; null when nobody told
 */
record CMachine(int pageSize, @Nullable Integer cpus) {
    /** Another page size, for a layout that is computed from it to show. */
    CMachine withOtherPages() {
        return new CMachine(pageSize == 4096 ? 16384 : 4096, cpus);
    }

    /** More processors. */
    CMachine withMoreCpus() {
        return new CMachine(pageSize, cpus == null ? null : Integer.valueOf(cpus + 4096));
    }
}
