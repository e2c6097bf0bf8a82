package io.luoledger.experiment.check;

import java.util.List;
import java.util.function.Consumer;

/**
 * Threads over shared state, as {@link ModelBuilder} puts them together.
 *
 * @param parts what there is, for who prints it
 * @param start the shared bytes at the start
 * @param atEnd what has to hold when all threads are through
 */
public record Model(
        String name, List<Shared> parts, List<Byte> start, List<ModelThread> threads, List<Consumer<View>> atEnd) {

    /** The names of the threads. */
    public List<String> threadNames() {
        return threads.stream().map(ModelThread::name).toList();
    }

    State initial() {
        byte[] bytes = new byte[threads.size() + start.size()];
        for (int slot = 0; slot < start.size(); slot++) {
            bytes[threads.size() + slot] = start.get(slot);
        }
        return new State(bytes);
    }
}
