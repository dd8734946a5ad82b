package fi.kiinni.allinone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The folder of what must outlive the process. At most one living process holds it: the lock dies with its holder. */
final class DataFolder implements AutoCloseable {

    private final Path path;
    private final UserPrincipal user;
    private final FileChannel lock;

    private DataFolder(Path path, UserPrincipal user, FileChannel lock) {
        this.path = path;
        this.user = user;
        this.lock = lock;
    }

    /**
     * Takes the folder for this process, making it if it is not there.
     *
     * @throws CannotStart if it cannot be written, or another living process holds it
     */
    static DataFolder claim(Path given) {
        Path path = given.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path.getParent() == null ? path : path.getParent());
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            path = path.toRealPath();
            Path probe = Files.createTempFile(path, "writable", null);
            UserPrincipal user = Files.getOwner(probe);
            Files.delete(probe);

            Path lockFile = path.resolve("kiinni.lock");
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                String holder = Files.readString(lockFile);
                channel.close();
                throw new CannotStart("Kiinni is already running on the data folder " + path + " (process " + holder
                        + "): stop it, or choose another folder with --kiinni.data=DIR.");
            }
            byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0).write(java.nio.ByteBuffer.wrap(pid));
            return new DataFolder(path, user, channel);
        } catch (IOException e) {
            throw new CannotStart(
                    "The data folder " + path + " cannot be written by " + System.getProperty("user.name")
                            + ": mend its rights, or choose another folder with --kiinni.data=DIR.",
                    e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException alreadyOurs) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    boolean isOwn(Path file) throws IOException {
        return Files.getOwner(file).equals(user);
    }

    /** The secret in the file of that name, readable by its owner alone; invented when it is first asked for. */
    String secret(String name) throws IOException {
        Path file = path.resolve(name);
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Path draft = Files.createTempFile(path, name, null);
            Files.writeString(draft, Base64.getUrlEncoder().encodeToString(random), StandardOpenOption.SYNC);
            Files.move(draft, file);
        }
        return Files.readString(file).strip();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
