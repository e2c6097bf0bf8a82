package io.luoledger.capture;

/** One change to tracefs. Paths are relative to its root. */
public sealed interface Step {
    String path();

    /** What a person would type for it. */
    String asShell(String root);

    /** Makes a trace instance: the kernel fills the directory. */
    record MakeInstance(String path) implements Step {
        @Override
        public String asShell(String root) {
            return "mkdir " + Shell.quoted(root + "/" + path);
        }
    }

    /**
     * One write of one line to one control file.
     *
     * @param append with {@code >>}: adds to what is there; without, takes its place
     */
    record Write(String path, String text, boolean append) implements Step {
        @Override
        public String asShell(String root) {
            return "echo " + Shell.quoted(text) + (append ? " >> " : " > ") + Shell.quoted(root + "/" + path);
        }
    }

    /** Takes a trace instance away, with all that it records. */
    record RemoveInstance(String path) implements Step {
        @Override
        public String asShell(String root) {
            return "rmdir " + Shell.quoted(root + "/" + path);
        }
    }
}
