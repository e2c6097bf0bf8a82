package io.luoledger.simulator.memory;

/** What a page is filled with, as long as nobody looks. Most of a file's contents is handed over and never read. */
@FunctionalInterface
public interface Unseen {
    /** Makes the bytes, from the page's start; always the same ones. */
    byte[] bytes();
}
