package io.luoledger.experiment.check;

import java.util.Arrays;

/** Where each thread is, then the shared bytes. Never changed once made. */
final class State {
    private final byte[] bytes;
    private final int hash;

    State(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes) * 0x9E3779B1;
    }

    int at(int index) {
        return bytes[index];
    }

    byte[] copy() {
        return bytes.clone();
    }

    /** The bytes themselves, for who only reads. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof State that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public String toString() {
        return Arrays.toString(bytes);
    }
}
