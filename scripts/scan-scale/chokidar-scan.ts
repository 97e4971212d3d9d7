/** What chokidar does before it is ready. */
import chokidar from "chokidar"

export const chokidarScan = (root: string) => (): Promise<number> =>
  new Promise((resolve, reject) => {
    let files = 0
    const watcher = chokidar.watch(root, { persistent: true })
    watcher.on("add", () => void files++)
    watcher.on("error", reject)
    watcher.on("ready", () => resolve(files))
  })
