// Two goroutines append to one slice, and one of the two elements can be lost. With the argument
// "fixed" they lock a mutex. As many goroutines as there are processors then pass numbers through
// channels. Status 3: the numbers or the processors are wrong.
package main

import (
	"os"
	"runtime"
	"sync"
)

func sum(workers int) int {
	numbers, results := make(chan int), make(chan int, workers)
	for i := 0; i < workers; i++ {
		go func() {
			own := 0
			for n := range numbers {
				own += n
			}
			results <- own
		}()
	}
	for n := 1; n <= 4; n++ {
		numbers <- n
	}
	close(numbers)
	all := 0
	for i := 0; i < workers; i++ {
		all += <-results
	}
	return all
}

func main() {
	var group sync.WaitGroup
	var lock sync.Mutex
	var list []int
	fixed := len(os.Args) > 1
	for i := 0; i < 2; i++ {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			if fixed {
				lock.Lock()
				defer lock.Unlock()
			}
			list = append(list, i)
		}(i)
	}
	group.Wait()
	if len(list) != 2 {
		os.Exit(1)
	}
	if runtime.NumCPU() != 4 || (fixed && sum(runtime.NumCPU()) != 10) {
		os.Exit(3)
	}
}
