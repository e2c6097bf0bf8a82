package io.luoledger.trace;

import io.luoledger.event.PciAddress;
import io.luoledger.event.Token;
import org.jspecify.annotations.Nullable;

/** A preserved file as far as the text showed it. */
final class TracedFile {
    /** Null where no line of it told. */
    final @Nullable Token token;

    @Nullable
    String handler;

    /** What the handler left for the next kernel. */
    @Nullable
    Long data;

    /** The file's address in this kernel. */
    @Nullable
    Long address;

    /** Whether it was retrieved in this kernel; null where the text doesn't begin early enough to tell. */
    @Nullable
    Boolean retrieved;

    boolean frozen;

    /** The PCI function behind a device file. */
    @Nullable
    PciAddress device;

    /** What the first retrieve that asked the handler returned; it stays so. */
    @Nullable
    Long retrieveReturn;

    TracedFile(@Nullable Token token) {
        this.token = token;
    }

    /** The same file in the next kernel. */
    TracedFile inNextKernel() {
        TracedFile next = new TracedFile(token);
        next.handler = handler;
        next.data = data;
        next.device = device;
        next.retrieved = token == null ? null : Boolean.FALSE;
        return next;
    }

    /** Whether nothing speaks against the other one's being this file in the next kernel. */
    boolean mayBe(TracedFile next) {
        return data == null || next.data == null || data.equals(next.data);
    }

    /** What this kernel's text told of the same file. */
    void isTold(TracedFile told) {
        handler = told.handler != null ? told.handler : handler;
        data = told.data != null ? told.data : data;
        device = told.device != null ? told.device : device;
        address = told.address;
        retrieved = told.retrieved;
        retrieveReturn = told.retrieveReturn;
    }
}
